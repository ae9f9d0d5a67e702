//! Tasks on a hand-made executor: this thread.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::{Traced, Tracked};
use crate::sys::task::{Entry, State, entries};
use std::future::{pending, poll_fn, ready};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

fn listed(id: u64) -> Option<Entry> {
    let mut found = None;
    entries(|entry| found = found.take().or_else(|| (entry.id == id).then_some(entry)));
    found
}

fn named(name: &str) -> Vec<Entry> {
    let mut found = Vec::new();
    entries(|entry| found.extend((entry.name.as_deref() == Some(name)).then_some(entry)));
    found
}

fn poll<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[gmr::task(name = "tests: worker", detail("id={id}, of {}", all.len()))]
async fn work(id: u32, all: &[u32]) -> u32 {
    let _: () = pending().await;
    id + all[0]
}

#[test]
fn the_calls_that_live_are_listed_with_what_tells_them_apart() {
    let all = [1, 2, 3];
    let mut first = Box::pin(work(1, &all));
    let mut second = Box::pin(work(2, &all));
    assert!(named("tests: worker").is_empty(), "a call begins with its first poll");
    assert!(poll(first.as_mut()).is_pending() && poll(second.as_mut()).is_pending());
    let details = || {
        let mut all = named("tests: worker");
        all.sort_by_key(|entry| entry.id);
        all.into_iter().map(|entry| entry.detail.unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(details(), ["id=1, of 3", "id=2, of 3"]);
    assert!(named("tests: worker")[0].place.file().ends_with("task/tests.rs"));
    drop(first);
    assert_eq!(details(), ["id=2, of 3"]);
    drop(second);
    assert!(named("tests: worker").is_empty());
}

#[test]
fn a_task_is_listed_from_its_making_until_nothing_is_left_of_it() {
    let mut ready_after = 2;
    let counted = poll_fn(move |_| {
        ready_after -= 1;
        if ready_after == 0 { Poll::Ready(9) } else { Poll::Pending }
    });
    let mut task = Box::pin(counted.traced_as("counted"));
    let (id, line) = (task.id(), line!() - 1);
    let entry = || listed(id).unwrap();
    assert_eq!((entry().state, entry().polls), (State::New, 0));
    assert_eq!((entry().name.as_deref(), entry().place.line()), (Some("counted"), line));
    assert!(poll(task.as_mut()).is_pending());
    assert_eq!((entry().state, entry().polls), (State::Idle, 1));
    assert_eq!(poll(task.as_mut()), Poll::Ready(9));
    assert_eq!((entry().state, entry().polls), (State::Done, 2));
    drop(task);
    assert!(listed(id).is_none());
}

#[test]
fn a_task_knows_its_type_its_parent_and_its_thread() {
    let mut outer = Box::pin(
        async {
            let inner = ready(()).traced();
            let entry = listed(inner.id()).unwrap();
            inner.await;
            entry
        }
        .traced(),
    );
    let Poll::Ready(inner) = poll(outer.as_mut()) else { panic!("pending") };
    assert_eq!(inner.parent, outer.id());
    assert!((inner.about.type_name)().contains("Ready<()>"));
    assert_eq!(inner.about.size, size_of::<std::future::Ready<()>>());
    let outer = listed(outer.id()).unwrap();
    assert_eq!(outer.parent, 0);
    assert_eq!(outer.thread != 0, cfg!(target_os = "linux") && !cfg!(miri));
}

#[test]
fn what_a_task_says_of_itself_is_masked_and_bounded() {
    let task = Tracked::new(pending::<()>())
        .named("postgres://a:hunter2@db/x")
        .detail(format_args!("password=hunter2 {}", "x".repeat(1 << 20)));
    let entry = listed(task.id()).unwrap();
    let (name, detail) = (entry.name.unwrap(), entry.detail.unwrap());
    assert!(!name.contains("hunter2") && name.contains("db/x"), "{name}");
    assert!(!detail.contains("hunter2") && detail.len() < 1024, "{detail}");
}

#[test]
fn a_task_that_is_dropped_says_so_while_its_future_goes() {
    struct Looks(std::sync::mpsc::Sender<Entry>, u64);
    impl Drop for Looks {
        fn drop(&mut self) {
            self.0.send(listed(self.1).unwrap()).unwrap();
        }
    }
    let (sender, receiver) = std::sync::mpsc::channel();
    let mut task = Box::pin(Tracked::new(None::<Looks>));
    let id = task.id();
    task.as_mut().project_future().set(Some(Looks(sender, id)));
    drop(task);
    assert_eq!(receiver.recv().unwrap().state, State::Dropping);
    assert!(listed(id).is_none());
}

impl<F> Tracked<F> {
    fn project_future(self: Pin<&mut Self>) -> Pin<&mut F> {
        self.project().future
    }
}

#[cfg(feature = "stream")]
#[test]
fn a_stream_is_idle_between_its_items() {
    use futures_core::Stream;
    struct Two(u8);
    impl Stream for Two {
        type Item = u8;
        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<u8>> {
            self.0 += 1;
            Poll::Ready(Some(self.0).filter(|number| *number <= 2))
        }
    }
    let mut stream = std::pin::pin!(Two(0).traced());
    let id = stream.id();
    let context = &mut Context::from_waker(Waker::noop());
    for state in [State::Idle, State::Idle, State::Done] {
        let _ = stream.as_mut().poll_next(context);
        assert_eq!(listed(id).unwrap().state, state);
    }
}
