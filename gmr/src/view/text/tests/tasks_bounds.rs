//! However many tasks there are, a report of them can be read.

use super::super::text;
use super::tasks::{calls, idle, task, waits};
use super::*;

fn section(tasks: Vec<Task>, traces: Vec<Trace>) -> String {
    let tasks = Tasks { tasks, traces, ..Tasks::default() };
    text(&report(vec![Section::new("Green Threads", Content::Tasks(tasks))]))
}

fn trace(line: u32) -> Trace {
    Trace::new(vec![waits(calls(&[("shop::wait", "src/shop.rs", line)]))])
}

#[test]
fn a_hundred_thousand_tasks_of_one_trace_are_one_group() {
    let of = |id| Task { parent: Some(1), ..task(id, "wait", idle(id % 60), Some(0)) };
    let tasks = (1..=100_000).map(of).collect();
    let text = section(tasks, vec![trace(1)]);
    assert!(text.lines().count() < 100, "{text}");
    assert!(text.contains("tasks = 100,000, 1 distinct trace, 100,000 idle\n"), "{text}");
    assert!(text.contains("100,000 tasks wait  "), "{text}");
    assert!(text.contains("wait = for 0s to 59s\n"), "{text}");
    assert!(text.contains("and 99,980 more\n"), "{text}");
    assert!(text.contains("    <99,994 tasks more>\n"), "{text}");
}

#[test]
fn groups_that_find_no_room_are_counted() {
    let of = |id: u64| task(id, "wait", idle(1000 - id), usize::try_from(id).ok());
    let text = section((0..250).map(of).collect(), (0..250).map(trace).collect());
    assert!(text.contains("\n<150 more groups left out, of 150 tasks in all>\n"), "{text}");
    let is_heading = |line: &&str| line.starts_with("------  ");
    assert_eq!(text.lines().filter(is_heading).count(), 100, "{text}");
}

#[test]
fn a_wide_and_a_long_trace_are_cut() {
    let leaf = |line| waits(calls(&[("shop::leaf", "src/shop.rs", line)]));
    let task_end = Branch::new(calls(&[("shop::inner", "src/shop.rs", 1)]), BranchEnd::Task);
    let mut branches: Vec<Branch> = (0..1000).map(leaf).collect();
    branches.insert(20, task_end.clone());
    let wide = Branch::new(calls(&[("shop::wide", "src/shop.rs", 1)]), BranchEnd::Fork(branches));
    let after = Trace::new(vec![wide, task_end]);
    let deep: Vec<_> = (0..500).map(|line| ("shop::deep", "src/shop.rs", line)).collect();
    let deep = Trace::new(vec![waits(calls(&deep))]);
    let tasks = vec![
        Task { awaits: vec![3, 4], ..task(1, "wide", idle(2), Some(0)) },
        task(2, "deep", idle(1), Some(1)),
        task(4, "known", idle(0), Some(1)),
    ];
    let text = section(tasks, vec![after, deep]);
    assert!(text.contains("    + <985 more>\n"), "{text}");
    // The one in the branches that are not shown is counted.
    assert!(text.contains("  + shop::inner at src/shop.rs:1:5\n      task #4 known\n"), "{text}");
    assert!(text.contains("\n  <380 more lines left out>\n"), "{text}");
    let widest = text.lines().map(|line| line.len() - line.trim_start().len()).max();
    assert_eq!(widest, Some(26), "{text}");
}

#[test]
fn a_tree_of_tasks_is_cut_in_each_direction() {
    let of =
        |id: u64, parent: u64| Task { parent: Some(parent), ..task(id, "t", TaskState::New, None) };
    // Ten children, then a chain below the first of them, then parents that have no parents.
    let mut tasks = vec![task(1, "root", TaskState::New, None)];
    tasks.extend((2..12).map(|id| of(id, 1)));
    tasks.push(of(12, 2));
    tasks.extend((13..40).map(|id| of(id, id - 1)));
    tasks.extend((40..200).map(|id| of(id, id - id % 2)));
    let text = section(tasks, Vec::new());
    let (_, family) = text.split_once("family = \n").unwrap();
    let (family, _) = family.split_once("\nEnd of").unwrap();
    assert!(family.starts_with("  #1 root\n    spawned #2 t\n      spawned #12 t\n"), "{family}");
    assert!(family.contains("\n    <5 tasks more>\n"), "{family}");
    assert!(family.contains("\n                    <1 task more>\n"), "{family}");
    assert!(family.lines().count() < 60, "{family}");
    assert!(family.lines().last().unwrap().ends_with(" tasks more>"), "{family}");
}

#[test]
fn a_task_that_claims_to_be_its_own_forebear_is_no_endless_tree() {
    let of = |id, parent| Task { parent: Some(parent), ..task(id, "t", idle(0), None) };
    let itself = Task { awaits: vec![4], ..of(4, 9) };
    let gone = Task { name: None, ..task(5, "t", TaskState::New, None) };
    let tasks = vec![of(1, 1), of(2, 3), of(3, 2), itself, Task { parent: Some(9), ..gone }];
    let text = section(tasks, Vec::new());
    assert!(text.contains("  #2 t\n    spawned #3 t\n  #4 t, awaits #4\n"), "{text}");
    assert!(text.contains("by #9 (gone)\n"), "{text}");
}

#[test]
fn reasons_that_all_differ_are_counted() {
    let of = |id: u64| Task { flaw: Some(format!("flaw {id}")), ..task(id, "t", idle(0), None) };
    let text = section((0..1000).map(of).collect(), Vec::new());
    assert!(text.contains("<995 tasks more without a trace, for other reasons>\n"), "{text}");
    assert!(text.contains("  <no trace: and 997 other reasons>\n"), "{text}");
    assert!(text.lines().count() < 60, "{text}");
}
