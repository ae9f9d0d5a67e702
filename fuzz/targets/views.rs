#![no_main]

use roxmltree::{Document, ParsingOptions};
use serde_json::Value;

// Whatever a report holds, others can read each view of it, and nothing steers a terminal.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let report = gmr::__fuzz::report(data);
    let json = gmr::view::json(&report);
    serde_json::from_str::<Value>(&json).expect("JSON");
    let speedscope = gmr::view::speedscope(&report);
    serde_json::from_str::<Value>(&speedscope).expect("JSON");
    let ndjson = gmr::view::ndjson(&report);
    for line in ndjson.split_inclusive('\n') {
        assert!(line.len() <= 15 * 1024);
        serde_json::from_str::<Value>(line).expect("JSON");
    }
    let xml = gmr::view::xml(&report);
    let options = ParsingOptions { nodes_limit: u32::MAX, ..ParsingOptions::default() };
    Document::parse_with_options(&xml, options).expect("XML");
    let collapsed = gmr::view::collapsed(&report);
    for line in collapsed.lines() {
        let (_, weight) = line.rsplit_once(' ').expect("a weight");
        weight.parse::<u64>().expect("a number");
    }
    let (text, html) = (gmr::view::text(&report), gmr::view::html(&report));
    for view in [json, speedscope, ndjson, xml, collapsed, text, html] {
        assert!(!view.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
    }
});
