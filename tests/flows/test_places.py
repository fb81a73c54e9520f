"""What residents type about where they live, and the area that is found in it."""

import time

import pytest

from flows.county import County
from flows.place_signs import Signs
from flows.places import (
    Found,
    Here,
    InArea,
    Outside,
    Perhaps,
    SeveralAreas,
    Unknown,
    find,
    find_in_area,
    towns_of,
)
from flows.script import installed

SIGNS = Signs.of(installed("hertfordshire").training)


@pytest.fixture
def hertfordshire() -> County:
    """The county that comes with the program."""
    return installed("hertfordshire").county


SURE = [
    ("Hatfield", "Hatfield", "welwyn_hatfield"),
    ("hatfield", "Hatfield", "welwyn_hatfield"),
    ("  HATFIELD!! ", "Hatfield", "welwyn_hatfield"),
    ("I live in Hatfield", "Hatfield", "welwyn_hatfield"),
    ("Hatfield's town centre", "Hatfield", "welwyn_hatfield"),
    ("near Tring", "Tring", "dacorum"),
    ("I work in Watford but live in Hatfield", "Hatfield", "welwyn_hatfield"),
    ("cheshunt but work in enfield", "Cheshunt", "broxbourne"),
    ("Mieszkam w Cheshunt, pracuj\u0119 w Enfield", "Cheshunt", "broxbourne"),
    ("st.albans", "St Albans", "st_albans"),
    ("St. Alban's", "St Albans", "st_albans"),
    ("saint albans", "St Albans", "st_albans"),
    ("stalbans", "St Albans", "st_albans"),
    ("Bishops Stortford", "Bishop's Stortford", "east_herts"),
    ("BISHOP\u2019S STORTFORD", "Bishop's Stortford", "east_herts"),
    ("Watton at Stone", "Watton-at-Stone", "east_herts"),
    ("watton-at-stone", "Watton-at-Stone", "east_herts"),
    ("boreham wood", "Borehamwood", "hertsmere"),
    ("WGC", "Welwyn Garden City", "welwyn_hatfield"),
    ("hemel", "Hemel Hempstead", "dacorum"),
    ("Berko", "Berkhamsted", "dacorum"),
    ("hichin", "Hitchin", "north_herts"),
    ("Hitchin Herts", "Hitchin", "north_herts"),
    ("Gt Amwell", "Great Amwell", "east_herts"),
    ("south oxhey", "South Oxhey", "three_rivers"),
    ("London Colney", "London Colney", "st_albans"),
    ("Little Berkhamsted", "Little Berkhamsted", "east_herts"),
    ("Ware", "Ware", "east_herts"),
    ("Pin Green", "Pin Green", "stevenage"),
    ("Callowland", "Callowland", "watford"),
    ("stevenage old town", "Stevenage Old Town", "stevenage"),
    ("Jersey Farm", "Jersey Farm", "st_albans"),
    ("dacorum", "Dacorum", "dacorum"),
    ("3 rivers", "Three Rivers", "three_rivers"),
    ("East Hertfordshire", "East Herts", "east_herts"),
    ("Welwyn & Hatfield", "Welwyn Hatfield", "welwyn_hatfield"),
    ("Borough of Broxbourne", "Broxbourne", "broxbourne"),
    ("crime in Ware is getting worse every week", "Ware", "east_herts"),
    ("near the station in Knebworth at night", "Knebworth", "north_herts"),
    ("speeding through Wheathampstead every single morning", "Wheathampstead", "st_albans"),
    ("Hatfield Road, St Albans", "St Albans", "st_albans"),
    ("st albans road watford", "Watford", "watford"),
    ("Watford high street", "Watford", "watford"),
    ("park street hatfield", "Hatfield", "welwyn_hatfield"),
    ("Mill End, Rickmansworth", "Rickmansworth", "three_rivers"),
    ("redbourn near hemel hempstead", "Redbourn", "st_albans"),
    ("Harpenden near Luton", "Harpenden", "st_albans"),
    ("HP2", "HP2", "dacorum"),
    ("hp2 4ab", "HP2", "dacorum"),
    ("WD17 1AA", "WD17", "watford"),
    ("Potters Bar EN6 5AA", "Potters Bar", "hertsmere"),
]

SEVERAL = [
    ("SG1 1AA", "SG1", ("stevenage", "north_herts"), ()),
    ("sg11aa", "SG1", ("stevenage", "north_herts"), ()),
    ("AL4", "AL4", ("st_albans", "north_herts", "welwyn_hatfield"), ()),
    ("I am in AL2", "AL2", ("st_albans", "hertsmere"), ()),
    ("EN5 2AA", "EN5", ("hertsmere",), ("Barnet",)),
    ("SG8", "SG8", ("north_herts",), ("South Cambridgeshire", "Uttlesford")),
    ("Kings Langley", "Kings Langley", ("dacorum", "three_rivers"), ()),
    ("kngs langlee", "Kings Langley", ("dacorum", "three_rivers"), ()),
    ("langley", "Langley", ("three_rivers", "dacorum", "north_herts"), ()),
    ("garden city", "Garden City", ("north_herts", "welwyn_hatfield"), ()),
    ("Mill End", "Mill End", ("east_herts", "north_herts", "three_rivers"), ()),
    ("waterend", "Water End", ("dacorum", "welwyn_hatfield", "st_albans"), ()),
    ("Woodside", "Woodside", ("watford", "welwyn_hatfield"), ()),
    ("Old Town", "Old Town", ("dacorum", "stevenage"), ()),
    ("Great Ashby SG1 6AA", "Great Ashby", ("north_herts", "stevenage"), ()),
    ("Epping Green", "Epping Green", ("east_herts",), ("Essex",)),
    ("in Watford and in Hatfield", "Watford, Hatfield", ("watford", "welwyn_hatfield"), ()),
    ("I grew up in Enfield and live in Cheshunt", "Enfield, Cheshunt", ("broxbourne",), ("Enfield",)),
    ("Luton or Harpenden", "Luton, Harpenden", ("st_albans",), ("Luton",)),
]

OUTSIDE = [
    ("Luton", "Luton", "Bedfordshire Police"),
    ("Lutton", "Luton", "Bedfordshire Police"),
    ("I live in Harlow", "Harlow", "Essex Police"),
    ("Hatfield Heath", "Hatfield Heath", "Essex Police"),
    ("I work in Enfield", "Enfield", "Metropolitan Police"),
    ("Cambridge", "Cambridge", "Cambridgeshire Constabulary"),
    ("London", "London", "Metropolitan Police"),
    ("Barnet EN5", "Barnet", "Metropolitan Police"),
    ("Melbourn", "Melbourn", "Cambridgeshire Constabulary"),
    ("Bedfordshire", "Bedfordshire", "Bedfordshire Police"),
    ("LU1", "LU1", "Bedfordshire Police"),
    ("LU7", "LU7", None),
    ("LU3", "LU3", None),
    ("LU3 2AB", "LU3", None),
    ("MK40 1AA", "MK40", None),
]

MISSPELT = [
    ("watfrod", "watford"),
    ("hatfeild", "hatfield"),
    ("stevanidge", "stevenage"),
    ("letchwerth", "letchworth_garden_city"),
    ("harpendin", "harpenden"),
    ("borhamwood", "borehamwood"),
    ("hemle hempsted", "hemel_hempstead"),
    ("bishop stratford", "bishops_stortford"),
    ("hitchn herts", "hitchin"),
    ("dacorom", "dacorum_district"),
    ("kids in hemle hempsted setting fires", "hemel_hempstead"),
    ("decorum", "dacorum_district"),
    ("bushy", "bushey"),
    ("Nasty", "nasty"),
    ("i live in Reed", "reed"),
    ("Church End", "church_end"),
    ("Park Street", "park_street"),
]

NOWHERE = [
    "",
    ".",
    "\U0001f642",
    "asdfgh",
    "hello",
    "Hertfordshire",
    "I live in Herts",
    "my street",
    "high street",
    "the neighbours are nasty",
    "the nasty kids on our estate are nasty to people",
    "kids being nasty in the evening",
    "there is reed growing by the river near us",
    "the police ware not there last night",
    "the green at the end of the road is full of litter",
    "kids on bikes in the park at night all summer",
    "speeding cars outside the school in the morning",
    "my mate sandy saw them do it again",
    "who do I call about fly tipping",
    "what is operation scorpion",
    "A414 roundabout",
    "on the A10 2nd exit it is busy",
    "M25 2nd exit",
    "M25 5am noise all the time here",
    "M25",
    "Bournemouth",
]


@pytest.mark.parametrize(("text", "name", "area"), SURE)
def test_a_place_of_one_area_is_found(hertfordshire: County, text: str, name: str, area: str) -> None:
    """Towns, villages, wards, aliases, areas and districts are found however they are written."""
    assert find(text, hertfordshire, SIGNS) == InArea(name, area)


@pytest.mark.parametrize(("text", "name", "areas", "outside"), SEVERAL)
def test_what_may_mean_several_areas_is_asked(
    hertfordshire: County, text: str, name: str, areas: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    """Split districts, split places, names that two places share and two places in a sentence are not guessed."""
    assert find(text, hertfordshire, SIGNS) == SeveralAreas(name, areas, outside)


@pytest.mark.parametrize(("text", "name", "force"), OUTSIDE)
def test_a_place_outside_the_county_has_its_own_force(
    hertfordshire: County, text: str, name: str, force: str | None
) -> None:
    """The neighbours' places are known, and so is who polices them where the sources say it."""
    assert find(text, hertfordshire, SIGNS) == Outside(name, force)


@pytest.mark.parametrize(("text", "place"), MISSPELT)
def test_a_misspelt_or_doubtful_name_is_a_question(hertfordshire: County, text: str, place: str) -> None:
    """What is nearly a name, or a name and an everyday word, is offered for a yes; never more than three."""
    found = find(text, hertfordshire, SIGNS)
    assert isinstance(found, Perhaps), found
    assert found.suggestions[0] is hertfordshire.places[place]
    assert len(found.suggestions) <= 3


@pytest.mark.parametrize("text", NOWHERE)
def test_words_that_name_no_place_find_none(hertfordshire: County, text: str) -> None:
    """An everyday word that is a hamlet's name, a road or nonsense is not taken for a place."""
    assert find(text, hertfordshire, SIGNS) == Unknown()


def test_the_end_of_a_postcode_is_dropped(hertfordshire: County) -> None:
    """Two homes in one district are the same to the bot."""
    answers: set[Found] = {
        find(f"I live at SG4 {end}", hertfordshire, SIGNS) for end in ("1AA", "9XZ", "0bb")
    }
    assert answers == {InArea("SG4", "north_herts")}


def test_every_name_of_every_place_leads_to_it(hertfordshire: County) -> None:
    """No place is hidden by another one's name."""
    for place in hertfordshire.places.values():
        for name in (place.name, *place.aliases):
            match find(name, hertfordshire, SIGNS):
                case InArea(_, area):
                    assert area == place.area, name
                case SeveralAreas(_, areas):
                    assert place.area in areas, name
                case Perhaps(suggestions):
                    assert place in suggestions, name
                case other:
                    pytest.fail(f"{name}: {other}")


def test_every_outside_place_leads_outside(hertfordshire: County) -> None:
    """No neighbour is taken for a place of the county."""
    for place in hertfordshire.outside_places.values():
        assert find(place.name, hertfordshire, SIGNS) == Outside(place.name, place.force)


def test_every_postcode_district_leads_to_where_it_mostly_lies(hertfordshire: County) -> None:
    """The first area offered is the one with the most postcodes, and parts under one percent are not offered."""
    for district, shares in hertfordshire.districts.items():
        parts = [share.area for share in shares if share.area and share.percent >= 1]
        match find(district, hertfordshire, SIGNS):
            case InArea(name, area):
                assert ([area], district) == (parts, name)
            case SeveralAreas(name, areas, _):
                assert (list(areas), district) == (parts, name)
            case other:
                pytest.fail(f"{district}: {other}")


@pytest.mark.parametrize(
    ("text", "area", "place"),
    [
        ("Harpenden", "st_albans", "harpenden"),
        ("st albans", "st_albans", "st_albans"),
        ("by the shops in Marshalswick", "st_albans", "marshalswick"),
        ("Mill End", "three_rivers", "mill_end_three_rivers"),
        ("Kings Langley", "three_rivers", "kings_langley"),
        ("Barley", "north_herts", "barley"),
        ("Callowland", "watford", "callowland"),
    ],
)
def test_a_place_is_found_in_its_area(hertfordshire: County, text: str, area: str, place: str) -> None:
    """Where the area is known, a shared name or an everyday word is plain."""
    assert find_in_area(text, area, hertfordshire, SIGNS) == Here(hertfordshire.places[place])


def test_a_misspelt_place_of_the_area_is_offered(hertfordshire: County) -> None:
    """Only places of that area are offered."""
    assert find_in_area("harpendin", "st_albans", hertfordshire, SIGNS) == Perhaps(
        (hertfordshire.places["harpenden"],)
    )
    assert find_in_area("harpendin", "watford", hertfordshire, SIGNS) == Unknown()


@pytest.mark.parametrize("text", ["Watford", "Luton", "AL1 1AA", "St Albans District", "nowhere at all"])
def test_what_is_no_place_of_the_area_is_not_found_in_it(hertfordshire: County, text: str) -> None:
    """Another area's town, a postcode or the area itself is no place to be noted."""
    assert find_in_area(text, "st_albans", hertfordshire, SIGNS) == Unknown()


def test_towns_are_offered_before_the_largest_other_places(hertfordshire: County) -> None:
    """All towns of an area are among its buttons, at most eight, by the alphabet, and never the area itself."""
    for area in hertfordshire.areas:
        offered = towns_of(area, hertfordshire)
        assert len(offered) == 8
        assert [place.name for place in offered] == sorted(place.name for place in offered)
        assert all(place.area == area and place.kind != "district" for place in offered)
        towns = {
            place
            for place in hertfordshire.places.values()
            if place.area == area and place.kind in {"town", "city"}
        }
        assert towns <= set(offered)
    assert hertfordshire.places["croxley_green"] in towns_of("three_rivers", hertfordshire)


def test_a_long_text_is_looked_through_quickly(hertfordshire: County) -> None:
    """The longest message that Telegram allows does not hold up anybody else."""
    find("warm up", hertfordshire, SIGNS)
    begun = time.process_time()
    find("at harter hell near chorch hall by wode house " * 85, hertfordshire, SIGNS)
    assert time.process_time() - begun < 0.1
