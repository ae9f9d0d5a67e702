//! `#[gmr::task]`: async functions under "Green Threads".

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

use gmr::Traced;
use std::fmt::Display;
use std::future::{Future, pending, ready};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

fn poll<T>(future: Pin<&mut impl Future<Output = T>>) -> Poll<T> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

fn run<T>(future: impl Future<Output = T>) -> T {
    match poll(std::pin::pin!(future)) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future is pending"),
    }
}

#[gmr::task(name = "worker", detail("id={id}, of {}", all.len()))]
async fn work(id: u32, all: &[u32]) -> u32 {
    let _: () = pending().await;
    id + all[0]
}

struct Session {
    user: String,
    seen: Vec<u8>,
}

impl Session {
    #[gmr::task(detail("{}", self.user))]
    async fn borrowed(&mut self, mut more: Vec<u8>) -> &[u8] {
        more.push(ready(3).await);
        self.seen.append(&mut more);
        &self.seen
    }

    #[gmr::task]
    async fn consumed(self) -> String {
        self.user
    }

    #[gmr::task("loop")]
    async fn forever(&self) -> ! {
        loop {
            pending::<()>().await;
        }
    }

    #[gmr::task]
    async fn failing<T>(text: T) -> Result<u8, std::num::ParseIntError>
    where
        T: AsRef<str> + Send,
    {
        #![allow(clippy::let_and_return)]
        let number = text.as_ref().parse()?;
        if number == 0 {
            return Ok(100);
        }
        Ok(number)
    }
}

#[gmr::task]
#[must_use]
pub(crate) async fn opaque<'a>(text: &'a str) -> impl Display + 'a {
    text
}

#[gmr::task]
async fn nothing() {
    ready(()).await;
}

#[test]
fn a_task_does_what_the_function_did() {
    let mut session = Session { user: "ann".into(), seen: vec![1] };
    assert_eq!(run(session.borrowed(vec![2])), [1, 2, 3]);
    let mut forever = Box::pin(session.forever());
    assert!(poll(forever.as_mut()).is_pending());
    drop(forever);
    assert_eq!(run(session.consumed()), "ann");
    assert_eq!(run(Session::failing("7")), Ok(7));
    assert_eq!(run(Session::failing("0")), Ok(100));
    assert!(run(Session::failing("x")).is_err());
    assert_eq!(run(opaque("text")).to_string(), "text");
    run(nothing());
}

#[test]
fn a_task_is_as_send_as_its_function() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let all = [1];
    drop(is_send(work(1, &all)));
    drop(is_send(Session::failing("1")));
    drop(is_send(async { ready(1).await }.traced_as("sent")));
}

#[test]
fn attributes_stand_in_any_order() {
    #[gmr::task("above")]
    #[cfg(unix)]
    #[allow(clippy::unused_async)]
    async fn above() -> u8 {
        1
    }

    #[cfg(not(unix))]
    #[gmr::task]
    async fn gone() -> Missing {
        Missing
    }

    #[inline]
    #[gmr::task("below")]
    async fn below() -> u8 {
        2
    }
    assert_eq!((run(above()), run(below())), (1, 2));
}
