//! The verdict: what is wrong, and what is missing, in words.

use super::findings::{Finding, Link, findings};
use super::markup::{element, text};
use crate::model::Report;
use crate::view::push::push;
use crate::view::summary;

/// Appends the first thing that a reader sees.
pub(super) fn push_verdict(report: &Report, out: &mut String) {
    let findings = findings(report);
    let missing = summary::missing(report);
    out.push_str("<section id=verdict aria-labelledby=title-verdict>\n");
    out.push_str("<h2 id=title-verdict>Verdict</h2>\n");
    element("p class=sentence", &sentence(&findings, &missing), out);
    if !findings.is_empty() {
        out.push_str("\n<ul class=findings>\n");
        findings.iter().for_each(|finding| push_finding(finding, out));
        out.push_str("</ul>");
    }
    push_list("Missing", &missing, out);
    push_list("Warnings", &report.warnings, out);
    out.push_str("\n</section>\n");
}

/// The worst in a sentence.
fn sentence(findings: &[Finding], missing: &[String]) -> String {
    let number_of = |kind: &str| findings.iter().filter(|finding| finding.kind == kind).count();
    let worst = match findings.first().map(|finding| finding.kind) {
        Some("deadlock") if number_of("deadlock") == 1 => {
            "Threads are deadlocked: they wait for each other."
        }
        Some("deadlock") => "Threads are deadlocked, in more than one ring.",
        Some("suspect") => "Tasks are held up.",
        Some("contention") => "Several threads wait for the same thing.",
        Some(_) => "Many threads are at the same place.",
        None if missing.is_empty() => "Nothing stands out, and nothing is missing.",
        None => "Nothing stands out in what could be read.",
    };
    let what = match missing.len() {
        0 => "",
        1 => " One thing is missing.",
        _ => " Some things are missing.",
    };
    format!("{worst}{what}")
}

fn push_finding(finding: &Finding, out: &mut String) {
    out.push_str("<li class=");
    out.push_str(finding.kind);
    out.push('>');
    element("b", finding.kind, out);
    out.push(' ');
    text(&finding.words, out);
    match finding.link {
        Link::Thread(id) => push(out, format_args!(" <a href=\"#thread-{id}\">its stack</a>")),
        Link::Section(number) => {
            push(out, format_args!(" <a href=\"#section-{number}\">the tasks</a>"));
        }
    }
    out.push_str("</li>\n");
}

/// A list with a heading; none if it is empty.
fn push_list(title: &'static str, items: &[String], out: &mut String) {
    if items.is_empty() {
        return;
    }
    out.push('\n');
    element("h3", title, out);
    out.push_str("\n<ul class=list>\n");
    for item in items {
        element("li", item, out);
        out.push('\n');
    }
    out.push_str("</ul>");
}
