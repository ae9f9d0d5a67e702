//! The verdict, in words.

use super::*;

fn sentence(report: &Report) -> String {
    let page = html(report);
    let (_, rest) = page.split_once("<p class=sentence>").unwrap();
    rest.split_once("</p>").unwrap().0.to_owned()
}

fn with(threads: Threads) -> Report {
    report(vec![Section::new("Threads", Content::Threads(threads))])
}

#[test]
fn a_report_in_which_all_is_well_says_so() {
    assert_eq!(sentence(&report(Vec::new())), "Nothing stands out, and nothing is missing.");
}

#[test]
fn what_is_missing_is_told_with_the_verdict() {
    let status = Status::NotRun("no worker is free".to_owned());
    let failed = Section { status, ..section("Pool", Value::Unfinished) };
    let report = report(vec![failed]);
    let words = "Nothing stands out in what could be read. One thing is missing.";
    assert_eq!(sentence(&report), words);
    assert!(html(&report).contains("<li>Pool: not run: no worker is free</li>"));
}

#[test]
fn a_deadlock_is_worse_than_a_crowd() {
    let stacks = vec![Stack::new(vec![frame("app::serve", "src/app.rs", 9)], StackEnd::Root)];
    let of = |id| thread(id, "worker", Ok(0));
    let crowd = Threads { threads: (1..=3).map(of).collect(), stacks, ..Threads::default() };
    let page = html(&with(crowd.clone()));
    assert!(page.contains("Many threads are at the same place."));
    assert!(page.contains(
        "3 threads of 3 share one stack: the first is there, in app::serve at src/app.rs:9:5"
    ));
    let deadlocks = vec![Deadlock { ring: vec![(1, Some(8)), (2, Some(9))] }];
    let report = with(Threads { deadlocks, ..crowd });
    assert!(sentence(&report).starts_with("Threads are deadlocked"));
    let page = html(&report);
    assert!(page.find("<li class=deadlock>") < page.find("<li class=crowd>"));
}

#[test]
fn idle_threads_are_no_crowd_and_are_folded() {
    let idle = Some("a task".into());
    let stack = Stack { idle, ..Stack::new(vec![frame("park", "park.rs", 1)], StackEnd::Root) };
    let of = |id| thread(id, "worker", Ok(0));
    let threads = (1..=9).map(of).collect();
    let page = html(&with(Threads { threads, stacks: vec![stack], ..Threads::default() }));
    assert!(!page.contains("<li class=crowd>"));
    let fold =
        "<details class=\"fold idle\"><summary><h3><span>9 threads waiting for work in a pool";
    assert!(page.contains(fold), "{}", body(&page));
}

#[test]
fn a_deadlock_of_threads_that_are_not_known_is_still_told() {
    let deadlocks = vec![Deadlock { ring: Vec::new() }];
    let page = html(&with(Threads { deadlocks, ..Threads::default() }));
    assert!(page.contains("threads wait for each other; which ones is not known"));
}
