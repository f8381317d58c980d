import io
import time
from decimal import Decimal

import pytest

from kaganek.lib.packages import (
    Fault,
    Item,
    ItemKind,
    Kind,
    Remark,
    Settings,
    Verdict,
    check_package,
    explain,
)
from kaganek.lib.tests import hostile_manifests
from kaganek.lib.tests.package_files import (
    ITEM,
    METADATA,
    PAGE,
    RESOURCE,
    SECOND,
    SPACES_12,
    manifest,
    scorm,
)
from kaganek.lib.tests.shared import shared_data


def check(data: bytes, **limits):
    return check_package(io.BytesIO(data), filename="kurs.zip", **limits)


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


def faultless(data: bytes):
    verdict = check(data)
    assert verdict.faults == ()
    return verdict


def only_item(data: bytes) -> Item:
    verdict = faultless(data)
    assert len(verdict.outline) == 1
    return verdict.outline[0]


def refused_elements(data: bytes) -> list[str]:
    verdict = check(data)
    assert set(codes(verdict.faults)) <= {Fault.SEQUENCING}
    return [str(finding.facts["element"]) for finding in verdict.faults]


@pytest.mark.parametrize("name", sorted(hostile_manifests.REFUSED))
def test_a_wrong_package_is_refused_with_the_file_and_the_way_out(name):
    build, code, file = hostile_manifests.REFUSED[name]
    data = build()
    started = time.process_time()  # a busy machine is no fault of the package

    verdict = check(data)

    assert time.process_time() - started < 5
    assert not verdict.accepted
    assert (code, file) in [(fault.code, fault.file) for fault in verdict.faults]
    for finding in (*verdict.faults, *verdict.remarks):
        words = explain(finding)
        assert words.message.endswith(".")
        assert "{" not in words.message + words.way_out
        assert words.way_out.endswith(".") or finding in verdict.remarks


@pytest.mark.parametrize(
    "name", ["page outside", "page in the network", "page not there", "no such resource"]
)
def test_one_wrong_address_is_one_fault(name):
    build, code, _ = hostile_manifests.CONTENTS[name]
    assert codes(check(build()).faults) == [code]


def test_very_many_faults_are_counted_and_not_all_told():
    build, *_ = hostile_manifests.CONTENTS["very many files not there"]
    verdict = check(build())
    assert (len(verdict.faults), verdict.more_faults) == (50, 250)


def test_a_package_of_scorm_12_is_accepted_with_its_outline():
    assert faultless(scorm()) == Verdict(
        filename="kurs.zip",
        kind=Kind.SCORM_12,
        title="Obsługa mieszkańca",
        outline=(Item("i1", "Pierwsza", ItemKind.SCO, "a.html", "a.html"),),
        files=2,
        bytes=len(manifest().encode()) + len(PAGE.encode()),
    )


@pytest.mark.parametrize(
    ("stated", "kind", "edition"),
    [
        ("1.2", Kind.SCORM_12, ""),
        ("SCORM 1.2", Kind.SCORM_12, ""),
        ("CAM 1.3", Kind.SCORM_2004, "2nd"),
        ("1.3", Kind.SCORM_2004, "2nd"),
        ("2004 3rd Edition", Kind.SCORM_2004, "3rd"),
        ("2004 4th Edition", Kind.SCORM_2004, "4th"),
        ("2004", Kind.SCORM_2004, ""),
    ],
)
def test_the_version_is_the_one_stated(stated, kind, edition):
    spaces = None if kind is Kind.SCORM_2004 else SPACES_12
    type_name = "scormType" if kind is Kind.SCORM_2004 else "scormtype"
    resource = RESOURCE.format(id="r1", type=type_name, href="a.html")
    verdict = faultless(scorm(version=stated, spaces=spaces, resources=resource))
    assert (verdict.kind, verdict.edition, verdict.remarks) == (kind, edition, ())


@pytest.mark.parametrize(("version", "kind"), [("1.2", Kind.SCORM_12), ("2004", Kind.SCORM_2004)])
def test_a_version_that_is_not_stated_is_told_by_the_names_used(version, kind):
    verdict = faultless(scorm(version=version, metadata=""))
    assert (verdict.kind, codes(verdict.remarks)) == (kind, [Remark.VERSION_INFERRED])


def test_attributes_without_a_namespace_are_enough():
    resource = '<resource identifier="r1" scormType="sco" href="a.html"/>'
    verdict = faultless(scorm(metadata="", spaces="", resources=resource))
    assert (verdict.kind, codes(verdict.remarks)) == (Kind.SCORM_2004, [Remark.VERSION_INFERRED])


def test_a_stated_version_against_the_names_is_taken_with_a_remark():
    verdict = faultless(scorm(metadata=METADATA.format(version="2004 3rd Edition", more="")))
    assert (verdict.kind, codes(verdict.remarks)) == (Kind.SCORM_2004, [Remark.VERSIONS_DIFFER])


def test_other_prefixes_letters_and_encodings_are_read():
    text = manifest(before='\r\n <?xml version="1.0" encoding="windows-1250"?>')
    for whole in (
        text.encode("cp1250"),
        text.replace("adlcp:", "xyz:").replace("xmlns:adlcp", "xmlns:xyz").encode("cp1250"),
        text.replace("scormtype", "SCORMType").replace("identifierref", "identifierRef").encode("cp1250"),
        manifest(before='<?xml version="1.0" encoding="UTF-16"?>').encode("utf-16"),
        b"\xef\xbb\xbf" + manifest().encode(),
    ):
        verdict = faultless(scorm(whole))
        assert (verdict.kind, verdict.title, len(verdict.outline)) == (Kind.SCORM_12, "Obsługa mieszkańca", 1)


def test_metadata_gives_description_language_and_the_title_where_the_outline_has_none():
    lom = (
        "<lom><general><title><langstring>Tytuł z opisu</langstring></title><language>pl</language>"
        "<description><langstring>O skargach.</langstring></description></general></lom>"
    )
    text = manifest(metadata=METADATA.format(version="1.2", more=lom))
    verdict = faultless(scorm(text))
    assert (verdict.title, verdict.description, verdict.language) == (
        "Obsługa mieszkańca",
        "O skargach.",
        "pl",
    )
    verdict = faultless(scorm(text.replace("<title>Obsługa mieszkańca</title>", "")))
    assert verdict.title == "Tytuł z opisu"


def test_the_default_organization_is_shown_and_the_others_named():
    other = '</organization><organization identifier="p"><title>Skrót</title>'
    text = manifest(organization=other + ITEM.format(more=""))
    verdict = faultless(scorm(text))
    assert [(r.code, r.facts["others"]) for r in verdict.remarks] == [(Remark.OTHER_ORGANIZATIONS, "Skrót")]
    assert faultless(scorm(text.replace('default="o"', 'default="p"'))).title == "Skrót"
    assert faultless(scorm(text.replace('default="o"', 'default="nic"'))).title == "Obsługa mieszkańca"


def test_items_keep_their_order_depth_and_what_is_hidden():
    inner = ITEM.format(more="") + SECOND.format(more="").replace("<item ", '<item isvisible="false" ')
    verdict = faultless(
        scorm(
            items=f'<item identifier="f"><title> Moduł \n 1 </title>{inner}</item>',
            resources=RESOURCE.format(id="r1", type="scormtype", href="a.html")
            + '<resource identifier="r2" adlcp:scormtype="asset" href="b.pdf"/>',
            files={"a.html": PAGE, "b.pdf": b"%PDF"},
        )
    )
    (folder,) = verdict.outline
    assert (folder.title, folder.kind, folder.launch) == ("Moduł 1", ItemKind.FOLDER, "")
    assert [(one.identifier, one.kind, one.path, one.visible) for one in folder.children] == [
        ("i1", ItemKind.SCO, "a.html", True),
        ("i2", ItemKind.ASSET, "b.pdf", False),
    ]


def test_half_standard_items_come_in_with_remarks():
    verdict = faultless(
        scorm(
            items='<item identifierref="r1"/><item identifier="n"><title>Nagłówek</title></item>',
            resources='<resource identifier="r1" href="a.html"/>',
        )
    )
    assert [(one.identifier, one.title, one.kind) for one in verdict.outline] == [
        ("item-1", "item-1", ItemKind.SCO),
        ("n", "Nagłówek", ItemKind.FOLDER),
    ]
    assert codes(verdict.remarks) == [
        Remark.NO_IDENTIFIER,
        Remark.NO_TITLE,
        Remark.NO_SCORM_TYPE,
        Remark.NO_CONTENT,
    ]


def test_a_single_page_without_an_outline_becomes_one():
    verdict = faultless(scorm(items=""))
    assert verdict.outline == (Item("r1", "a.html", ItemKind.SCO, "a.html", "a.html"),)
    assert codes(verdict.remarks) == [Remark.OUTLINE_MADE]


def test_another_manifest_deeper_in_the_package_is_only_remarked():
    verdict = faultless(scorm(files={"a.html": PAGE, "stare/imsmanifest.xml": manifest()}))
    assert [(one.code, one.file) for one in verdict.remarks] == [
        (Remark.MANY_MANIFESTS, "stare/imsmanifest.xml")
    ]


@pytest.mark.parametrize(
    ("href", "parameters", "launch"),
    [
        ("a.html", "", "a.html"),
        ("a.html?x=1#t", "", "a.html?x=1#t"),
        ("a.html", "?y=2", "a.html?y=2"),
        ("a.html?x=1", "&amp;y=2", "a.html?x=1&y=2"),
        ("a.html#t", "y=2", "a.html?y=2#t"),
        ("a.html", "#koniec", "a.html#koniec"),
        ("a.html#t", "#koniec", "a.html#t"),
        ("./x/../a.html", "", "a.html"),
        (".\\a.html", "", "a.html"),
    ],
)
def test_addresses_are_joined_with_parameters_as_the_standard_says(href, parameters, launch):
    text = f'<item identifier="i1" identifierref="r1" parameters="{parameters}"><title>A</title></item>'
    resource = f'<resource identifier="r1" adlcp:scormtype="sco" href="{href}"/>'
    item = only_item(scorm(items=text, resources=resource))
    assert (item.path, item.launch) == ("a.html", launch)


def test_bases_are_joined_and_polish_names_are_found_in_any_writing():
    resource = (
        '<resource identifier="r1" adlcp:scormtype="sco" xml:base="cz%C4%99%C5%9B%C4%87%201/" href="ż.html">'
        '<file href="z&#x307;.html"/><file href="Thumbs.db"/><file href="obrazy/"/></resource>'
    )
    text = manifest(resources=resource).replace("<resources>", '<resources xml:base="kurs/">')
    item = only_item(scorm(text, {"kurs/część 1/ż.html": PAGE}))
    assert item.path == "kurs/część 1/ż.html"
    assert item.launch == "kurs/cz%C4%99%C5%9B%C4%87%201/%C5%BC.html"


def test_settings_of_scorm_12_reach_the_player():
    more = (
        "<adlcp:masteryscore>75</adlcp:masteryscore><adlcp:maxtimeallowed>0001:30:00</adlcp:maxtimeallowed>"
        "<adlcp:timelimitaction>exit,no message</adlcp:timelimitaction>"
        "<adlcp:datafromlms> a=1\n</adlcp:datafromlms><adlcp:prerequisites type='aicc_script'>i0</adlcp:prerequisites>"
    )
    verdict = faultless(scorm(items=ITEM.format(more=more)))
    assert verdict.outline[0].settings == Settings(
        mastery_score="75", max_time_allowed="0001:30:00", time_limit_action="exit,no message",
        launch_data=" a=1\n", prerequisites="i0",
    )  # fmt: skip
    assert [(one.code, one.facts) for one in verdict.remarks] == [
        (Remark.PREREQUISITES, {"item": "Pierwsza", "value": "i0"})
    ]


def test_empty_settings_are_none():
    more = "<adlcp:masteryscore> </adlcp:masteryscore><adlcp:maxtimeallowed/><adlcp:prerequisites/>"
    verdict = faultless(scorm(items=ITEM.format(more=more)))
    assert (verdict.outline[0].settings, verdict.remarks) == (Settings(), ())


def test_settings_of_scorm_2004_reach_the_player():
    more = """<adlcp:timeLimitAction>continue,message</adlcp:timeLimitAction><adlcp:dataFromLMS>x</adlcp:dataFromLMS>
    <adlcp:completionThreshold>0.75</adlcp:completionThreshold>
    <adlcp:data><adlcp:map targetID="wspolne"/></adlcp:data>
    <adlnav:presentation><adlnav:navigationInterface><adlnav:hideLMSUI>continue</adlnav:hideLMSUI>
    </adlnav:navigationInterface></adlnav:presentation>
    <imsss:sequencing><imsss:limitConditions attemptAbsoluteDurationLimit="PT1H30M"/><imsss:objectives>
    <imsss:primaryObjective objectiveID="glowny" satisfiedByMeasure="true">
    <imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure></imsss:primaryObjective>
    <imsss:objective objectiveID="drugi"/></imsss:objectives>
    <imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/></imsss:sequencing>"""
    item = only_item(scorm(version="2004 4th Edition", items=ITEM.format(more=more)))
    assert item.settings == Settings(
        scaled_passing_score="0.8", completion_threshold="0.75", max_time_allowed="PT1H30M",
        time_limit_action="continue,message", launch_data="x", objectives=("glowny", "drugi"),
        shared_data=("wspolne",), hidden_buttons=("continue",),
    )  # fmt: skip
    assert Decimal(item.settings.scaled_passing_score) < 1


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [
        ("<adlcp:completionThreshold>0.5</adlcp:completionThreshold>", "0.5"),
        ('<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.6"/>', "0.6"),
        ('<adlcp:completionThreshold completedByMeasure="true"/>', "1.0"),
        ('<adlcp:completionThreshold completedByMeasure="false" minProgressMeasure="0.6"/>', ""),
    ],
)
def test_the_threshold_of_each_edition(threshold, expected):
    item = only_item(scorm(version="2004", items=ITEM.format(more=threshold)))
    assert item.settings.completion_threshold == expected


def test_a_measure_decides_only_where_it_is_switched_on():
    start = "<imsss:sequencing><imsss:objectives><imsss:primaryObjective"
    end = "</imsss:primaryObjective></imsss:objectives></imsss:sequencing>"
    measure = "<imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure>"
    for given, expected in ((f">{measure}", ""), (' satisfiedByMeasure="1">', "1.0")):
        item = only_item(scorm(version="2004", items=ITEM.format(more=start + given + end)))
        assert item.settings.scaled_passing_score == expected


def test_sequencing_of_the_collection_is_read_where_it_is_referred_to():
    more = (
        '<imsss:sequencingCollection><imsss:sequencing ID="s1"><imsss:limitConditions attemptLimit="2"'
        ' attemptAbsoluteDurationLimit="PT5M"/></imsss:sequencing></imsss:sequencingCollection>'
    )
    text = manifest(version="2004", items=ITEM.format(more='<imsss:sequencing IDRef="s1"/>'), more=more)
    verdict = check(scorm(text))
    assert verdict.outline[0].settings.max_time_allowed == "PT5M"
    assert [fault.facts["element"] for fault in verdict.faults] == ["limitConditions attemptLimit"]
    assert check(scorm(text.replace(' IDRef="s1"', ""))).accepted


def test_the_fixture_of_the_standard_s_examples_is_read():
    path = shared_data("scorm", "packages", "RuntimeMinimumCalls_SCORM12.zip")
    verdict = check_package(path, filename=path.name, contents=True)
    assert (verdict.kind, verdict.faults, verdict.remarks, verdict.files) == (Kind.SCORM_12, (), (), 44)
    assert verdict.title == "Golf Explained - Minimum Run-time Calls"
    assert [len(item.children) for item in verdict.outline] == [6, 4, 5, 3]
    assert verdict.outline[0].children[5].launch == "shared/assessmenttemplate.html?questions=Playing"
    assert {item.kind for folder in verdict.outline for item in folder.children} == {ItemKind.SCO}


def test_long_and_turning_titles_are_made_fit_to_be_shown():
    text = manifest(items=ITEM.format(more="").replace("Pierwsza", "A\u202eB\xadC " + "x" * 5_000))
    verdict = faultless(scorm(text.replace("Obsługa mieszkańca", "Obsługa " * 100)))
    title = verdict.outline[0].title
    assert title.startswith("A\N{REPLACEMENT CHARACTER}BC xxx")
    assert (len(title), len(verdict.title)) == (181, 181)


def test_identifiers_parameters_and_launch_data_have_an_end():
    item = '<item identifier="{0}" identifierref="r1" parameters="{1}"><title>A</title>{2}</item>'
    data = "<adlcp:datafromlms>{}</adlcp:datafromlms>"
    most = item.format("i" * 255, "p" * 1_000, data.format("d" * 64_000))
    assert check(scorm(items=most, stored=True)).accepted
    over = item.format("i" * 256, "p" * 1_001, data.format("d" * 64_001))
    found = check(scorm(items=over, stored=True)).faults
    assert [fault.facts["element"] for fault in found] == ["identifier", "parameters", "datafromlms"]
