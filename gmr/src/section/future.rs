//! Futures of sections: driven on the thread of the section, and given up before its time is
//! over, so that the report says what became of them.

use super::Out;
use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// Kept back from the section's time, so that there is some left to say why; of a short time a
/// quarter.
const MARGIN: Duration = Duration::from_millis(200);
/// The time for a future where nobody waits.
const UNHURRIED: Duration = Duration::from_secs(10);

/// Drives the future of an `async` section to its end and shows its value, or why there is none.
pub fn run_async<F: Future>(future: F, out: Out<'_>, show: impl FnOnce(&F::Output, Out<'_>)) {
    let now = Instant::now();
    let time = out.deadline().map_or(UNHURRIED, |until| until.saturating_duration_since(now));
    let mut future = pin!(future);
    match drive(future.as_mut(), now + (time - MARGIN.min(time / 4))) {
        Ok(value) => show(&value, out),
        // Said before the future is dropped, which may take its time, too.
        Err(pending) => out.give_up(pending.to_string()),
    }
}

/// A future that did not end in time.
struct Pending {
    after: Duration,
    polls: u64,
    wakes: u64,
    has_runtime: bool,
}

impl fmt::Display for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Pending { after, polls, wakes, has_runtime } = self;
        write!(f, "timed out: the future is still pending after {after:.1?}; ")?;
        match (wakes, has_runtime) {
            (0, true) => write!(f, "nobody woke it: the runtime does not answer"),
            (0, false) => write!(f, "nobody woke it, and no async runtime was found"),
            _ => write!(f, "it was polled {polls} times and woken {wakes} times"),
        }
    }
}

/// Wakes the thread that drives a future.
struct Bell {
    thread: Thread,
    /// Beside the thread's own token, which whatever else parks in the section may take.
    rung: AtomicBool,
    wakes: AtomicU64,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.wakes.fetch_add(1, Ordering::Relaxed);
        self.rung.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

impl Bell {
    /// Waits until it is rung; whether that was in time.
    fn wait(&self, until: Instant) -> bool {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            if self.rung.swap(false, Ordering::Acquire) {
                return true;
            }
            thread::park_timeout(left);
        }
    }
}

fn drive<F: Future>(mut future: Pin<&mut F>, until: Instant) -> Result<F::Output, Pending> {
    #[cfg(feature = "tokio")]
    let runtime = super::runtime::current();
    #[cfg(feature = "tokio")]
    let _entered = runtime.as_ref().map(tokio::runtime::Handle::enter);
    #[cfg(feature = "tokio")]
    let has_runtime = runtime.is_some();
    #[cfg(not(feature = "tokio"))]
    let has_runtime = false;

    let begin = Instant::now();
    let thread = thread::current();
    let bell = Arc::new(Bell { thread, rung: AtomicBool::new(false), wakes: AtomicU64::new(0) });
    let waker = Waker::from(Arc::clone(&bell));
    let mut context = Context::from_waker(&waker);
    let mut polls = 0;
    loop {
        polls += 1;
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return Ok(value);
        }
        if !bell.wait(until) {
            let (after, wakes) = (begin.elapsed(), bell.wakes.load(Ordering::Relaxed));
            return Err(Pending { after, polls, wakes, has_runtime });
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;
    use crate::model::{Content, Value};
    use crate::section::{Refusal, Sheet};
    use std::future::{pending, poll_fn};
    use std::sync::mpsc::channel;

    const LONG: Duration = Duration::from_secs(3600);

    fn shown(future: impl Future<Output = i64>) -> Value {
        let sheet = Sheet::until(Instant::now() + LONG);
        run_async(future, Out::root(&sheet), |value, out| out.int(*value));
        match sheet.take() {
            Content::Value(value) => value,
            other => panic!("{other:?}"),
        }
    }

    fn given_up(future: impl Future<Output = i64>) -> String {
        let sheet = Sheet::until(Instant::now() + Duration::from_millis(1));
        run_async(future, Out::root(&sheet), |value, out| out.int(*value));
        match sheet.take_refusal() {
            Some(Refusal::GaveUp(why)) => why,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_future_is_driven_until_it_is_ready() {
        let mut left = 3;
        let counted = poll_fn(|context| {
            left -= 1;
            context.waker().wake_by_ref();
            if left == 0 { Poll::Ready(7) } else { Poll::Pending }
        });
        assert_eq!(shown(counted), Value::Int(7));
    }

    #[test]
    fn a_wake_from_another_thread_is_heard_even_if_the_token_is_taken() {
        let (send, receive) = channel::<Waker>();
        let waking = thread::spawn(move || receive.recv().unwrap().wake());
        let mut waking = Some(waking);
        let woken = poll_fn(|context| match waking.take() {
            Some(other) => {
                send.send(context.waker().clone()).unwrap();
                other.join().unwrap();
                // Takes the token that the wake-up left.
                thread::park();
                Poll::Pending
            }
            None => Poll::Ready(1),
        });
        assert_eq!(shown(woken), Value::Int(1));
    }

    #[test]
    fn a_future_that_nobody_wakes_is_given_up_and_says_so() {
        let line = given_up(pending());
        assert!(line.starts_with("timed out: the future is still pending after "), "{line}");
        assert!(line.contains("nobody woke it"), "{line}");
    }

    #[test]
    fn a_future_that_always_wakes_itself_is_given_up_too() {
        let busy = poll_fn(|context| {
            context.waker().wake_by_ref();
            Poll::Pending
        });
        let line = given_up(busy);
        assert!(line.contains(" and woken "), "{line}");
    }
}
