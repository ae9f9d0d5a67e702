#![allow(clippy::unwrap_used, reason = "in a test a panic is the verdict")]

use super::{Builder, JoinSet, spawn, spawn_local};
use crate::sys::task::{Entry, entries};
use ::tokio::runtime::{self, Handle};
use ::tokio::task::LocalSet;
use std::future::pending;

fn run(test: impl Future<Output = ()>) {
    let runtime = runtime::Builder::new_current_thread().build().unwrap();
    LocalSet::new().block_on(&runtime, test);
}

/// The tasks that these lines of this file have made.
fn made_here(lines: std::ops::Range<u32>) -> Vec<Entry> {
    let mut here = Vec::new();
    entries(|entry| {
        let place = entry.place;
        here.extend((place.file() == file!() && lines.contains(&place.line())).then_some(entry));
    });
    here
}

#[test]
fn every_way_to_spawn_makes_a_task_where_it_is_called() {
    run(async {
        let (handle, local) = (Handle::current(), LocalSet::new());
        let mut set = JoinSet::new();
        let named = || Builder::new().name("named");
        let first = line!();
        drop(spawn(pending::<()>()));
        drop(spawn_local(pending::<()>()));
        set.spawn(pending::<()>());
        set.spawn_on(pending(), &handle);
        set.spawn_local(pending());
        set.spawn_local_on(pending(), &local);
        set.build_task().name("named").spawn(pending());
        set.build_task().name("named").spawn_on(pending(), &handle);
        set.build_task().name("named").spawn_local(pending());
        set.build_task().name("named").spawn_local_on(pending(), &local);
        drop(named().spawn(pending::<()>()));
        drop(named().spawn_on(pending::<()>(), &handle));
        drop(named().spawn_local(pending::<()>()));
        drop(named().spawn_local_on(pending::<()>(), &local));
        let last = line!();
        let mut made = made_here(first..last);
        made.sort_by_key(|entry| entry.place.line());
        let lines: Vec<_> = made.iter().map(|entry| entry.place.line()).collect();
        assert_eq!(lines, (first + 1..last).collect::<Vec<_>>());
        assert!(made[..6].iter().all(|entry| entry.name.is_none()));
        assert!(made[6..].iter().all(|entry| entry.name.as_deref() == Some("named")));
    });
}

#[test]
fn a_set_is_tokios_but_for_its_tasks() {
    run(async {
        let mut set: JoinSet<u32> = (1..4).map(|n| async move { n }).collect();
        set.spawn_blocking(|| 4);
        assert_eq!(set.len(), 4);
        let mut all: Vec<_> = set.join_all().await;
        all.sort_unstable();
        assert_eq!(all, [1, 2, 3, 4]);
        let mut set = JoinSet::from(::tokio::task::JoinSet::new());
        set.spawn(pending::<()>());
        set.shutdown().await;
        assert!(::tokio::task::JoinSet::from(set).is_empty());
    });
}
