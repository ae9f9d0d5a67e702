//! The NDJSON view: records that survive a pipeline of logs.

mod cut;
mod line;
mod records;

use super::document::{Fields, Node, header};
use crate::model::Report;
use line::Line;
use records::{Body, records};

/// The report as records, a line of JSON each, for what collects logs.
///
/// The first record is `gmr.report`, with what the JSON view says of the report and in its
/// summary. Then there is one for each distinct stack with its threads (`gmr.stack`), each group
/// of the configuration (`gmr.config`), each section (`gmr.section`) and each group of tasks that
/// wait at one place (`gmr.task_group`). Each has its `event.name`, the `gmr.id` and `gmr.time` of
/// its report, its number and their total (`gmr.seq`, `gmr.total`), and who reports.
///
/// A line has at most 15 KiB, because container runtimes cut at 16. What would be longer is cut:
/// long texts at their ends, lists in their middles, `cuts` says where and how much.
///
/// ```
/// let ndjson = gmr::view::ndjson(&gmr::collect());
/// let records: Vec<serde_json::Value> =
///     ndjson.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
/// assert_eq!(records[0]["event"]["name"], "gmr.report");
/// assert_eq!(records[0]["gmr"]["total"], records.len());
/// assert!(ndjson.lines().all(|line| line.len() <= 15 * 1024));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn ndjson(report: &Report) -> String {
    let bodies = records(report);
    let total = bodies.len();
    let mut out = String::new();
    let mut line = Line::default();
    for (at, body) in bodies.iter().enumerate() {
        let record = |limits: Option<&cut::Limits>| record(report, body, at + 1, total, limits);
        line.write(record, &mut out);
    }
    out
}

/// A record; without limits, as it is.
fn record<'r>(
    report: &'r Report,
    body: &Body<'r>,
    at: usize,
    total: usize,
    limits: Option<&cut::Limits>,
) -> Node<'r> {
    let mut fields = Fields::of(10);
    fields.put("event", Node::Map(vec![("name", Node::text(body.event))]));
    let gmr = vec![
        ("schema", Node::text("1.0")),
        ("id", Node::text(&report.id)),
        ("time", Node::words(super::time::rfc3339(report.time))),
        ("seq", Node::int(at as i128)),
        ("total", Node::int(total as i128)),
    ];
    // Short in any case: it is in each of them.
    let mut cutter = cut::Cutter::new(&cut::HEADER);
    fields.put("gmr", cutter.node(Node::Map(gmr), "/gmr"));
    for (key, node) in header(report) {
        fields.put(key, cutter.node(node, key));
    }
    match limits {
        None => (body.parts)().into_iter().for_each(|(key, node)| fields.put(key, node)),
        Some(limits) => {
            let mut cutter = cut::Cutter::new(limits);
            for (key, node) in (body.parts)() {
                fields.put(key, cutter.node(node, &format!("/{key}")));
            }
            cutter.put_cuts(&mut fields);
        }
    }
    fields.map()
}
