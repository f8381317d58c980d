"""What SCORM 2004 lays down beyond single parts: kept, harmless, or refused by name."""

import io

import pytest

from kaganek.lib.packages import Fault, check_package, explain
from kaganek.lib.tests.package_files import ITEM, scorm, two_parts

RULE = (
    '<imsss:rollupRules><imsss:rollupRule childActivitySet="{set}"><imsss:rollupConditions>'
    '<imsss:rollupCondition condition="{when}"/></imsss:rollupConditions>'
    '<imsss:rollupAction action="{action}"/></imsss:rollupRule></imsss:rollupRules>'
)
MAP = '<imsss:objectives><imsss:primaryObjective objectiveID="p"><imsss:mapInfo targetObjectiveID="g1"/></imsss:primaryObjective></imsss:objectives>'


def laid_down(inner: str) -> str:
    return f"<imsss:sequencing>{inner}</imsss:sequencing>"


def refused(data: bytes) -> list[tuple[str, str]]:
    verdict = check_package(io.BytesIO(data), filename="kurs.zip")
    assert {fault.code for fault in verdict.faults} <= {Fault.SEQUENCING}
    return [(str(fault.facts["element"]), str(fault.facts["item"])) for fault in verdict.faults]


HARMLESS = [
    "",
    '<imsss:controlMode choice="true" flow="true" choiceExit="true" forwardOnly="false"/>',
    "<imsss:sequencingRules/>",
    '<imsss:limitConditions attemptLimit="0"/>',
    '<imsss:rollupRules rollupObjectiveSatisfied="true" rollupProgressCompletion="1" objectiveMeasureWeight="1.0"/>',
    RULE.format(set="all", when="completed", action="completed"),
    '<adlseq:rollupConsiderations measureSatisfactionIfActive="true" requiredForCompleted="always"/>',
    '<adlseq:constrainedChoiceConsiderations preventActivation="false" constrainChoice="false"/>',
    '<imsss:randomizationControls randomizationTiming="never" selectionTiming="never" reorderChildren="true"/>',
    '<imsss:deliveryControls tracked="true" completionSetByContent="true" objectiveSetByContent="true"/>',
    MAP,
]


@pytest.mark.parametrize("inner", HARMLESS)
def test_defaults_are_accepted_in_a_part_and_in_its_folder(inner):
    assert refused(two_parts(laid_down(inner))) == []
    assert refused(two_parts(folder=laid_down(inner))) == []


ONLY_WITH_SEVERAL = [
    ('<imsss:controlMode choiceExit="false"/>', "controlMode choiceExit"),
    ('<imsss:controlMode forwardOnly="true"/>', "controlMode forwardOnly"),
    ('<imsss:rollupRules rollupObjectiveSatisfied="false"/>', "rollupRules rollupObjectiveSatisfied"),
    ('<imsss:rollupRules rollupProgressCompletion="0"/>', "rollupRules rollupProgressCompletion"),
    ('<imsss:rollupRules objectiveMeasureWeight="0"/>', "rollupRules objectiveMeasureWeight"),
    (RULE.format(set="any", when="completed", action="completed"), "rollupRule"),
    (
        '<adlseq:rollupConsiderations measureSatisfactionIfActive="false"/>',
        "rollupConsiderations measureSatisfactionIfActive",
    ),
    (
        '<adlseq:rollupConsiderations requiredForSatisfied="ifAttempted"/>',
        "rollupConsiderations requiredForSatisfied",
    ),
    (
        '<adlseq:constrainedChoiceConsiderations constrainChoice="true"/>',
        "constrainedChoiceConsiderations constrainChoice",
    ),
    (
        '<imsss:randomizationControls randomizationTiming="once"/>',
        "randomizationControls randomizationTiming",
    ),
    (
        '<imsss:randomizationControls selectionTiming="onEachNewAttempt"/>',
        "randomizationControls selectionTiming",
    ),
]


@pytest.mark.parametrize(("inner", "element"), ONLY_WITH_SEVERAL)
def test_what_ties_parts_together_is_refused_by_name_and_harmless_where_there_is_one(inner, element):
    assert refused(two_parts(laid_down(inner))) == [(element, "Pierwsza")]
    assert refused(scorm(version="2004", items=ITEM.format(more=laid_down(inner)))) == []


ALWAYS = [
    ("<imsss:sequencingRules><imsss:preConditionRule/></imsss:sequencingRules>", "preConditionRule"),
    ("<imsss:sequencingRules><imsss:postConditionRule/></imsss:sequencingRules>", "postConditionRule"),
    ("<imsss:sequencingRules><imsss:exitConditionRule/></imsss:sequencingRules>", "exitConditionRule"),
    ('<imsss:limitConditions attemptLimit="3"/>', "limitConditions attemptLimit"),
    (RULE.format(set="all", when="attempted", action="completed"), "rollupRule"),
    (RULE.format(set="all", when="satisfied", action="completed"), "rollupRule"),
]


@pytest.mark.parametrize(("inner", "element"), ALWAYS)
def test_rules_are_refused_by_name_also_in_a_course_of_one_part(inner, element):
    assert refused(two_parts(laid_down(inner))) == [(element, "Pierwsza")]
    assert refused(scorm(version="2004", items=ITEM.format(more=laid_down(inner)))) == [(element, "Pierwsza")]
    # A version without sequencing takes no notice.
    assert refused(scorm(version="1.2", spaces=SPACES_BOTH, items=ITEM.format(more=laid_down(inner)))) == []


SPACES_BOTH = (
    'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2" xmlns:imsss="http://www.imsglobal.org/xsd/imsss"'
)


def test_a_folder_that_forbids_choice_is_refused_and_a_part_that_does_is_not():
    flow_only = laid_down('<imsss:controlMode choice="false" flow="true"/>')
    assert refused(two_parts(folder=flow_only)) == [("controlMode choice", "Moduł")]
    assert refused(two_parts(organization=flow_only)) == [("controlMode choice", "Obsługa mieszkańca")]
    assert refused(two_parts(flow_only)) == []
    assert refused(scorm(version="2004", organization=flow_only)) == []


def test_an_objective_that_two_parts_share_is_refused():
    assert refused(two_parts(laid_down(MAP), organization=laid_down(MAP))) == [
        ("mapInfo", "Obsługa mieszkańca")
    ]


def test_the_refusal_says_what_to_do():
    verdict = check_package(io.BytesIO(two_parts(laid_down(ALWAYS[0][0]))), filename="kurs.zip")
    words = explain(verdict.faults[0])
    assert words.message == (
        "„Pierwsza” ma reguły kolejności (element preConditionRule), których jeszcze nie obsługujemy."
    )
    assert "SCORM 1.2" in words.way_out
