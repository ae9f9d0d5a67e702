//! The HTML view: one file for a browser, without anything from elsewhere.
//!
//! All of a report is in the markup, so that it can be read, searched and printed without
//! JavaScript; the script only filters, folds, copies and draws what stands there, and so needs
//! no second copy of the data.

mod chips;
mod csp;
mod findings;
mod frames;
mod head;
mod markup;
mod modules;
mod section;
mod size;
mod task;
mod tasks;
mod thread;
mod threads;
mod trace;
mod tree;
mod value;
mod verdict;

use crate::model::Report;

/// The report as a page for a browser.
///
/// One file that loads nothing and sends nothing: its style and its script are in it, and its
/// content security policy allows only these two, by their hashes. It works without JavaScript,
/// in light and dark, on paper and by keyboard. All foreign text is escaped, and no link leaves
/// the page.
///
/// ```
/// let page = gmr::view::html(&gmr::collect());
/// assert!(page.starts_with("<!doctype html>"));
/// assert!(page.contains("<h2 id=title-verdict>Verdict</h2>"));
/// ```
#[must_use]
pub fn html(report: &Report) -> String {
    let mut out = String::with_capacity(size::estimate(report));
    head::push_head(report, &mut out);
    out.push_str("<body>\n<a class=skip href=\"#main\">Skip to the report</a>\n");
    head::push_header(report, &mut out);
    section::push_contents(report, &mut out);
    out.push_str("<main id=main tabindex=-1>\n");
    verdict::push_verdict(report, &mut out);
    out.push_str(include_str!("tools.html"));
    for (number, section) in report.sections.iter().enumerate() {
        section::push_section(report, number, section, &mut out);
    }
    out.push_str("</main>\n");
    head::push_footer(report, &mut out);
    csp::push_script(&mut out);
    out.push_str("</body>\n</html>\n");
    out
}

#[cfg(test)]
mod tests;
