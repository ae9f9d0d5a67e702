//! Records of a stream of logs.

use super::*;

/// A report with so many threads on one stack of so many frames.
fn crowd(threads: u64, frames: u32) -> Report {
    let function = "shop::pool::PgPool<core::marker::PhantomData<shop::Order>>::acquire";
    let frames = (0..frames).map(|line| frame(function, "src/pool.rs", line));
    let stacks = vec![Stack::new(frames, StackEnd::Root)];
    let threads = (0..threads).map(|id| thread(id, "worker", Ok(0))).collect();
    let threads = Threads { threads, stacks, ..Threads::default() };
    report(vec![Section::new("Threads", Content::Threads(threads))])
}

/// The record of this name.
fn of<'r>(records: &'r [Json], event: &str) -> &'r Json {
    records.iter().find(|record| record["event"]["name"] == event).unwrap()
}

#[test]
fn each_record_tells_by_itself_whose_it_is() {
    let options = map([("listen", Value::Symbol("[::]:80".into()))]);
    let groups = map([("default", options)]);
    let mut sections = crowd(2, 2).sections;
    sections.push(Section::new("Configuration", Content::Configuration(groups)));
    sections.push(section("Pool", map([("size", Value::Int(3))])));
    let tasks = Tasks { tasks: vec![Task::new(1)], ..Tasks::default() };
    sections.push(Section::new("Tasks", Content::Tasks(tasks)));
    let report = report(sections);
    let records = records(&report);
    let events: Vec<&str> = records.iter().map(|r| r["event"]["name"].as_str().unwrap()).collect();
    let (section, group) = ("gmr.section", "gmr.task_group");
    let expect =
        ["gmr.report", "gmr.stack", section, section, "gmr.config", section, section, group];
    assert_eq!(events, expect);
    for record in &records {
        assert_eq!(record["gmr"]["id"], report.id);
        assert_eq!(record["service"]["name"], "orders");
        assert_eq!(record["process"]["pid"], 7);
        assert_eq!(record.get("cuts"), None);
    }
    assert_eq!(records[1]["threads"][1]["thread"]["id"], 1);
    assert_eq!(records[4]["config"]["options"]["listen"]["value"], "[::]:80");
    assert_eq!(records[5]["section"]["value"]["size"], 3);
    assert_eq!(records[7]["tasks"][0]["task"]["id"], 1);
}

#[test]
fn a_long_stack_is_cut_in_its_middle_and_the_cut_is_counted() {
    let report = crowd(1, 400);
    let records = records(&report);
    let record = of(&records, "gmr.stack");
    let frames = record["stack"]["frames"].as_array().unwrap();
    let cut = &record["cuts"][0];
    assert_eq!(cut["path"], "/stack/frames");
    let (at, left_out) = (cut["at"].as_u64().unwrap(), cut["left_out"].as_u64().unwrap());
    assert_eq!(frames.len() as u64 + left_out, 400);
    // Line by line, so that the places are known.
    assert_eq!(frames[at as usize - 1]["line"], at - 1);
    assert_eq!(frames[at as usize]["line"], at + left_out);
    assert_eq!(frames.last().unwrap()["line"], 399);
}

#[test]
fn of_many_threads_on_one_stack_all_are_counted() {
    let records = records(&crowd(3_000, 10));
    let record = of(&records, "gmr.stack");
    assert_eq!(record["stack"]["count"], 3_000);
    let shown = record["threads"].as_array().unwrap().len() as u64;
    let cuts = record["cuts"].as_array().unwrap();
    let cut = cuts.iter().find(|cut| cut["path"] == "/threads").unwrap();
    assert_eq!(shown + cut["left_out"].as_u64().unwrap(), 3_000);
}

#[test]
fn a_long_text_is_cut_and_the_cut_is_counted() {
    let text = "é".repeat(50_000);
    let value = map([("note", Value::Str(text)), ("size", Value::Int(3))]);
    let records = records(&report(vec![section("Pool", value)]));
    let value = &of(&records, "gmr.section")["section"]["value"];
    let note = value["note"].as_str().unwrap();
    assert_eq!(note, format!("{}… (95904 more bytes)", "é".repeat(2048)));
    assert_eq!(value["size"], 3);
}

#[test]
fn names_that_begin_alike_stay_apart_when_they_are_cut() {
    let name = |end: &str| "x".repeat(5_000) + end;
    let entries = (0..4).map(|n| Entry::new(name(&n.to_string()), Value::Int(n))).collect();
    let records = records(&report(vec![section("Pool", Value::Map(entries))]));
    let value = of(&records, "gmr.section")["section"]["value"].as_object().unwrap();
    assert_eq!(value.values().map(|v| v.as_i64().unwrap()).sum::<i64>(), 6);
}

#[test]
fn a_hostile_report_is_short_lines() {
    for evil in [hostile(), "\u{1b}\"\\".repeat(1 << 17)] {
        let lines = ndjson(&report_of(&evil));
        assert!(lines.split_inclusive('\n').all(|line| line.len() <= 15 * 1024));
        lines.lines().for_each(|line| drop(serde_json::from_str::<Json>(line).unwrap()));
    }
}
