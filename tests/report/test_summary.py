from __future__ import annotations

from dataclasses import replace

from detente.report import ReportContext, summarise


def test_the_terminal_tells_the_same_findings(report: ReportContext):
    lines = summarise(report)
    assert [line.text for line in lines if line.role == "finding"] == [f.headline for f in report.findings]
    assert [line.events for line in lines if line.role == "finding"] == [f.events for f in report.findings]
    assert any(line.text == "9 inputs: 6 stored, 1 duplicate, 2 rejected" for line in lines)
    assert any(line.role == "refusal" and line.text.startswith("31 ×") for line in lines)


def test_no_control_character_reaches_the_terminal(report: ReportContext):
    lines = summarise(replace(report, title="a\x1b[31mred\u202ereversed\r\nnext"))
    assert lines[0].text == "a[31mredreversed next"
