//! However much there is, a page of it can be read.

use super::*;

fn page(tasks: Vec<Task>, traces: Vec<Trace>) -> String {
    let tasks = Tasks { tasks, traces, ..Tasks::default() };
    html(&report(vec![Section::new("Green Threads", Content::Tasks(tasks))]))
}

fn idle(id: u64, trace: Option<usize>) -> Task {
    Task { trace, state: TaskState::Idle { since: Duration::from_secs(id % 60) }, ..Task::new(id) }
}

fn deepest(page: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for tag in tags(page) {
        match tag {
            "br" | "input" => {}
            tag if tag.starts_with('/') => depth -= 1,
            _ => depth += 1,
        }
        deepest = deepest.max(depth);
    }
    assert_eq!(depth, 0, "each element has its end");
    deepest
}

#[test]
fn a_hundred_thousand_tasks_of_one_trace_are_one_group() {
    let trace = Trace::new(vec![Branch::new(Vec::new(), BranchEnd::Waits { times: 1 })]);
    let of = |id| Task { parent: Some(1), ..idle(id, Some(0)) };
    let page = page((1..=100_000).map(of).collect(), vec![trace]);
    assert!(page.len() < 1 << 20, "{} bytes", page.len());
    assert!(page.contains("99,000 tasks more</li>"));
    assert!(page.contains("99,799 tasks more</li>"), "the tree");
}

#[test]
fn groups_that_find_no_room_are_counted() {
    let of =
        |id: u64| Task { spawned: Place { line: id as u32, ..Place::default() }, ..idle(id, None) };
    let page = page((0..2_500).map(of).collect(), Vec::new());
    assert!(page.contains("500 more groups left out, of 500 tasks in all"));
}

#[test]
fn nothing_is_nested_so_deeply_that_a_browser_gives_up() {
    // Blink ends elements below the 512th.
    const MOST: usize = 300;
    let value = (0..500).fold(Value::Int(1), |inner, _| Value::List(vec![inner]));
    assert!(deepest(&html(&report(vec![section("Deep", value)]))) < MOST);
    let end = BranchEnd::Waits { times: 1 };
    let leaf = Branch::new(Vec::new(), end);
    let fork = (0..500).fold(leaf, |inner, _| {
        Branch::new(Vec::new(), BranchEnd::Fork(vec![inner.clone(), inner.clone()].split_off(1)))
    });
    let chain = (1..=500).map(|id| Task { parent: Some(id - 1), ..idle(id, Some(0)) }).collect();
    assert!(deepest(&page(chain, vec![Trace::new(vec![fork])])) < MOST);
}

#[test]
fn a_page_need_not_grow_while_it_is_written() {
    let frames = |stack: u32| {
        (0..30).map(move |at| frame("app::service::call", "src/service.rs", stack + at))
    };
    let stacks = (0..500).map(|stack| Stack::new(frames(stack), StackEnd::Root)).collect();
    let threads = (0..500).map(|id| thread(id, "worker", Ok(id as usize))).collect();
    let threads = Threads { threads, stacks, ..Threads::default() };
    let report = report(vec![Section::new("Threads", Content::Threads(threads))]);
    let page = html(&report);
    let reserved = super::super::size::estimate(&report);
    assert!(reserved >= page.len(), "{reserved} bytes reserved for {}", page.len());
    assert!(reserved < 3 * page.len(), "{reserved} bytes reserved for {}", page.len());
}
