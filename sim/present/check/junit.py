"""A report of a check as JUnit XML: a suite for each scenario, a case for each metric of each plan."""

from __future__ import annotations

from xml.etree import ElementTree as Tree

from sim.present.check.report import MEANINGS, Checked, Report
from sim.present.check.wording import sentence_of


def junit_of(report: Report) -> str:
    """The report as JUnit XML."""
    root = Tree.Element("testsuites", name="hearthline check")
    for checked in report.worst_first:
        root.append(_suite(checked, report))
    Tree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Tree.tostring(root, encoding="unicode") + "\n"


def _suite(checked: Checked, report: Report) -> Tree.Element:
    failing = sum(report.fails(checked, one) for one in checked.findings)
    name = _safe(checked.pair.name)
    suite = Tree.Element("testsuite", name=name, tests=str(len(checked.findings)), failures=str(failing))
    properties = Tree.SubElement(suite, "properties")
    for key, value in report.environment.items():
        Tree.SubElement(properties, "property", name=key, value=value)
    for one in checked.findings:
        title = ": ".join(filter(None, (one.plan, one.metric))) or "baseline"
        case = Tree.SubElement(suite, "testcase", classname=name, name=_safe(title))
        if report.fails(checked, one):
            failure = Tree.SubElement(case, "failure", type=one.verdict, message=_safe(sentence_of(one)))
            failure.text = _safe("\n".join([MEANINGS[one.verdict], *checked.said]))
    return suite


def _safe(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return "".join(letter for letter in text if letter in "\t\n" or (letter >= " " and letter not in "\ufffe\uffff"))
