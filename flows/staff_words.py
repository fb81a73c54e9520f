"""The words for staff: in English only, from `words/staff.en.yml`, in the format of the residents' responses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter

from flows.faults import NO_SUCH_PLACEHOLDER, NO_SUCH_RESPONSE, UNUSED_RESPONSE
from flows.responses import Response, read_responses
from flows.yaml_file import Node

FILE = "words/staff.en.yml"

SAID: Mapping[str, tuple[str, ...]] = {
    "utter_staff_area_of_the_rest": (),
    "utter_staff_areas_quiet": ("areas",),
    "utter_staff_band_about_a_quarter": (),
    "utter_staff_band_about_half": (),
    "utter_staff_band_fewer": (),
    "utter_staff_band_most": (),
    "utter_staff_box_lost": (),
    "utter_staff_button_after": (),
    "utter_staff_button_area": (),
    "utter_staff_button_before": (),
    "utter_staff_button_close": (),
    "utter_staff_button_events": (),
    "utter_staff_button_language": (),
    "utter_staff_button_leave": (),
    "utter_staff_button_open": (),
    "utter_staff_button_pause": (),
    "utter_staff_button_remove": (),
    "utter_staff_can_admin": (),
    "utter_staff_can_officer": (),
    "utter_staff_can_staff": (),
    "utter_staff_change_down": ("issue", "rank", "before"),
    "utter_staff_change_gone": ("issue", "before"),
    "utter_staff_change_new": ("issue", "rank"),
    "utter_staff_change_none": ("issue", "rank"),
    "utter_staff_change_up": ("issue", "rank", "before"),
    "utter_staff_changes": ("round",),
    "utter_staff_chart_concern": ("rank", "issue"),
    "utter_staff_chart_counted": ("band", "number"),
    "utter_staff_chart_coverage": (),
    "utter_staff_chart_full": (),
    "utter_staff_chart_hatched": (),
    "utter_staff_chart_more": (),
    "utter_staff_chart_question": ("round",),
    "utter_staff_chart_share_of_people": (),
    "utter_staff_chart_share_of_views": (),
    "utter_staff_chart_shares": ("views", "people"),
    "utter_staff_chart_views": ("answers",),
    "utter_staff_changes_by_chance": ("views",),
    "utter_staff_command_assist": (),
    "utter_staff_command_comments": (),
    "utter_staff_command_event": (),
    "utter_staff_command_events": (),
    "utter_staff_command_export": (),
    "utter_staff_command_invite": (),
    "utter_staff_command_leave": (),
    "utter_staff_command_pack": (),
    "utter_staff_command_priorities": (),
    "utter_staff_command_round": (),
    "utter_staff_command_summary": (),
    "utter_staff_comment_from": ("area",),
    "utter_staff_comments_head": ("area", "round"),
    "utter_staff_comments_here": ("comments",),
    "utter_staff_comments_new": ("new", "comments"),
    "utter_staff_comments_none": ("minimum",),
    "utter_staff_comments_so_far": ("comments",),
    "utter_staff_concern": ("rank", "issue", "band", "number"),
    "utter_staff_concerns": (),
    "utter_staff_concerns_later": ("views", "minimum"),
    "utter_staff_concerns_none": ("minimum",),
    "utter_staff_concerns_uncounted": ("minimum",),
    "utter_staff_counted": ("number",),
    "utter_staff_coverage": (),
    "utter_staff_coverage_line": ("area", "views", "people"),
    "utter_staff_days_left": ("days",),
    "utter_staff_dictionary": ("step", "minimum", "ranked", "sources", "licence", "credit"),
    "utter_staff_event_area": (),
    "utter_staff_event_closed": ("opens",),
    "utter_staff_event_gone": (),
    "utter_staff_event_how": (),
    "utter_staff_event_line": ("event", "area", "link", "tally"),
    "utter_staff_event_line_few": ("event", "area", "link", "tally"),
    "utter_staff_event_move": ("event",),
    "utter_staff_event_no_room": ("closes", "language"),
    "utter_staff_event_no_words": ("language", "languages"),
    "utter_staff_event_papers": ("closes", "language"),
    "utter_staff_event_paused": (),
    "utter_staff_event_quoted": (),
    "utter_staff_event_too_long": ("found", "longest"),
    "utter_staff_event_words": ("event",),
    "utter_staff_events_head": ("area", "round", "minimum"),
    "utter_staff_events_none": ("area", "round"),
    "utter_staff_events_quiet": ("events", "minimum"),
    "utter_staff_export": ("area", "round"),
    "utter_staff_export_none": ("area", "round", "minimum"),
    "utter_staff_failed": (),
    "utter_staff_invite_area": ("role",),
    "utter_staff_invite_code": ("role", "area", "code"),
    "utter_staff_invite_role": (),
    "utter_staff_joined": ("role", "area", "commands"),
    "utter_staff_languages": (),
    "utter_staff_last_day": (),
    "utter_staff_left": (),
    "utter_staff_left_not": (),
    "utter_staff_may_be_repeated": (),
    "utter_staff_moved": ("chat",),
    "utter_staff_no_round": ("opens",),
    "utter_staff_pack_agreed": ("round",),
    "utter_staff_pack_agreed_none": (),
    "utter_staff_pack_area_views": ("answers",),
    "utter_staff_pack_areas": (),
    "utter_staff_pack_areas_area": (),
    "utter_staff_pack_areas_concerns": (),
    "utter_staff_pack_areas_how": (),
    "utter_staff_pack_areas_new": ("round",),
    "utter_staff_pack_assisted": ("answers",),
    "utter_staff_pack_circumstances": (),
    "utter_staff_pack_circumstances_how": ("minimum",),
    "utter_staff_pack_circumstances_none": (),
    "utter_staff_pack_column_before": ("before",),
    "utter_staff_pack_column_first": (),
    "utter_staff_pack_column_interval": ("sure",),
    "utter_staff_pack_column_named": (),
    "utter_staff_pack_column_rank": (),
    "utter_staff_pack_comment_again": ("text",),
    "utter_staff_pack_comment_from": ("area", "text"),
    "utter_staff_pack_comments": (),
    "utter_staff_pack_comments_how": (),
    "utter_staff_pack_comments_lot": ("more",),
    "utter_staff_pack_comments_lot_few": (),
    "utter_staff_pack_comments_none": (),
    "utter_staff_pack_concern": ("rank", "issue"),
    "utter_staff_pack_concerns": (),
    "utter_staff_pack_concerns_none": (),
    "utter_staff_pack_counted": ("number", "share"),
    "utter_staff_pack_county": ("county",),
    "utter_staff_pack_county_before": ("before",),
    "utter_staff_pack_county_here": (),
    "utter_staff_pack_county_how": ("answers",),
    "utter_staff_pack_coverage": (),
    "utter_staff_pack_covered": ("area", "views", "people"),
    "utter_staff_pack_done": ("done",),
    "utter_staff_pack_foot": ("area", "round", "page", "pages"),
    "utter_staff_pack_how": ("areas",),
    "utter_staff_pack_how_band": (),
    "utter_staff_pack_how_before": ("before",),
    "utter_staff_pack_how_counted": ("minimum",),
    "utter_staff_pack_how_county": ("minimum",),
    "utter_staff_pack_how_others": (),
    "utter_staff_pack_how_sure": ("sure", "samples"),
    "utter_staff_pack_interval": ("low", "high"),
    "utter_staff_pack_name": (),
    "utter_staff_pack_new": ("round",),
    "utter_staff_pack_new_entered": (),
    "utter_staff_pack_new_how": ("area",),
    "utter_staff_pack_no_figures": (),
    "utter_staff_pack_no_round": ("round", "known"),
    "utter_staff_pack_none": ("area", "round", "minimum"),
    "utter_staff_pack_notes": (),
    "utter_staff_pack_other": ("issue", "named"),
    "utter_staff_pack_other_helpers": ("helpers",),
    "utter_staff_pack_other_lead": ("lead",),
    "utter_staff_pack_others": (),
    "utter_staff_pack_others_none": (),
    "utter_staff_pack_priority": ("place", "text"),
    "utter_staff_pack_ranks": ("low", "high"),
    "utter_staff_pack_round": ("round", "opens", "closes"),
    "utter_staff_pack_round_open": ("round", "opens", "closes"),
    "utter_staff_pack_sent": ("area", "round"),
    "utter_staff_pack_share_of_people": (),
    "utter_staff_pack_share_of_views": (),
    "utter_staff_pack_shares": ("views", "people"),
    "utter_staff_pack_silent": ("areas",),
    "utter_staff_pack_table_none": (),
    "utter_staff_pack_table_place": (),
    "utter_staff_pack_table_safe_after_dark": (),
    "utter_staff_pack_table_safe_by_day": (),
    "utter_staff_pack_table_time": (),
    "utter_staff_pack_table_town": (),
    "utter_staff_pack_title": ("area", "round"),
    "utter_staff_pack_trial": (),
    "utter_staff_pack_untold": (),
    "utter_staff_pack_views": ("answers",),
    "utter_staff_priorities_area": (),
    "utter_staff_priorities_done_gone": ("text", "done", "area", "round"),
    "utter_staff_priorities_done_how": (),
    "utter_staff_priorities_how": ("area",),
    "utter_staff_priorities_no_round": ("round", "known"),
    "utter_staff_priorities_none": ("area",),
    "utter_staff_priorities_of": ("area", "round"),
    "utter_staff_priorities_sure": ("area", "round"),
    "utter_staff_priorities_three": ("found",),
    "utter_staff_priorities_too_long": ("longest",),
    "utter_staff_priority": ("place", "text"),
    "utter_staff_priority_done": ("done",),
    "utter_staff_quiet": ("area", "days", "visit"),
    "utter_staff_role_admin": (),
    "utter_staff_role_officer": (),
    "utter_staff_role_staff": (),
    "utter_staff_round_close_sure": ("day",),
    "utter_staff_round_open": ("round", "closes", "days"),
    "utter_staff_round_other_day": ("first", "last"),
    "utter_staff_round_over": ("round", "closes"),
    "utter_staff_round_paused": ("round", "closes", "days"),
    "utter_staff_round_pause_sure": (),
    "utter_staff_round_shown_open": ("round", "closes", "opens"),
    "utter_staff_round_shown_paused": ("round", "closes", "opens"),
    "utter_staff_round_which_day": (),
    "utter_staff_sheet_dictionary": (),
    "utter_staff_sheet_events": (),
    "utter_staff_sheet_figures": (),
    "utter_staff_sheet_history": (),
    "utter_staff_sheet_residents": (),
    "utter_staff_steps": ("begun", "checked", "sent", "minimum"),
    "utter_staff_steps_few": ("minimum",),
    "utter_staff_summary_none": ("minimum",),
    "utter_staff_summary_title": ("area",),
    "utter_staff_table_place": ("cells",),
    "utter_staff_table_safe_after_dark": ("cells",),
    "utter_staff_table_safe_by_day": ("cells",),
    "utter_staff_table_time": ("cells",),
    "utter_staff_table_town": ("cells",),
    "utter_staff_tables_none": (),
    "utter_staff_views": ("answers", "change"),
    "utter_staff_views_assisted": ("answers",),
    "utter_staff_views_fewer": ("number", "day"),
    "utter_staff_views_more": ("number", "day"),
    "utter_staff_views_share": ("area", "views", "people"),
    "utter_staff_views_standing": ("day", "minimum"),
    "utter_staff_visit": ("area", "place"),
    "utter_staff_where_next": ("visit",),
    "utter_staff_whole_county": ("county",),
}
"""Everything that is said to staff, with the placeholders that are filled where it is said."""


@dataclass(frozen=True)
class StaffWords:
    """What is said to staff.

    Args:
        responses: by name.
    """

    responses: Mapping[str, Response] = field(default_factory=dict)

    def text(self, response: str, /, **values: object) -> str:
        """Return what is said, with its placeholders filled."""
        return self.responses[f"utter_staff_{response}"].fill(values)


def read_staff_words(file: Node) -> StaffWords:
    """Read the words for staff; what is missing, never said or cannot be filled is a problem."""
    responses = {response.name: response for response in read_responses(file, {}, SAID)}
    if file.value is not None:
        for missing in sorted(SAID.keys() - responses.keys()):
            file.problems.add(NO_SUCH_RESPONSE.at(file.file, 1, response=missing))
    for name, response in responses.items():
        if name not in SAID:
            file.problems.add(UNUSED_RESPONSE.at(response.file, response.line, response=name))
            continue
        for placeholder in sorted(_placeholders(response.text) - {*SAID[name]}):
            known = ", ".join(SAID[name]) or "none"
            fault = NO_SUCH_PLACEHOLDER.at(
                response.file, response.line, response=name, placeholder=placeholder, known=known
            )
            file.problems.add(fault)
    return StaffWords(responses)


def _placeholders(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return set()  # a brace that belongs to none is a problem that has been noted
