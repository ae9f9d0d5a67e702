//! One word that every poll reads: what time it is, coarsely, and whether somebody asks.
//!
//! ```text
//!   63     62      61 … 32       31 … 0
//!   QUIET  ASLEEP  generation    ticks of 10 ms
//! ```
//!
//! While tasks are polled a lot, a thread, the *ticker*, writes the time, and the upper half is 0
//! unless an inquiry is under way: a poll costs one load. At each tick the ticker sets `QUIET`,
//! which the next poll clears. A tick that finds it still set lets the ticker sleep (`ASLEEP`). From
//! then on a poll asks the system for the time itself; so many of them within one tick that the
//! ticker is cheaper wake it. A process that polls seldom has no ticker at all.

use super::super::mask::block_all_but;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering};
use std::thread::{self, Thread};
use std::time::Duration;

/// What is one tick.
pub(super) const TICK: Duration = Duration::from_millis(10);
const TICKS: u64 = 0xffff_ffff;
const GENERATION: u64 = 0x3fff_ffff << 32;
const ASLEEP: u64 = 1 << 62;
const QUIET: u64 = 1 << 63;
/// So many polls in one tick are cheaper with the ticker.
const BUSY: u32 = 64;

/// Alone in its cache lines: every poll of every thread reads it.
#[repr(align(128))]
struct Apart(AtomicU64);

static WORD: Apart = Apart(AtomicU64::new(QUIET | ASLEEP));
static TICKER: AtomicPtr<Thread> = AtomicPtr::new(ptr::null_mut());
/// The tick of the last poll that asked the system, and how many there were in it.
static LAST: AtomicU32 = AtomicU32::new(0);
static POLLS: AtomicU32 = AtomicU32::new(0);

/// What the word says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Now(u64);

impl Now {
    /// The time; it wraps, and has no beginning.
    #[inline]
    pub(super) fn ticks(self) -> u32 {
        (self.0 & TICKS) as u32
    }

    /// The inquiry under way, or 0.
    #[inline]
    pub(super) fn generation(self) -> u32 {
        (self.0 >> 32) as u32
    }
}

/// What time it is, and who asks.
#[inline(always)]
pub(super) fn now() -> Now {
    let word = WORD.0.load(Ordering::Relaxed);
    if word >> 32 == 0 { Now(word) } else { attend(word) }
}

/// The word without what is the clock's own.
#[cold]
#[inline(never)]
fn attend(word: u64) -> Now {
    if word & ASLEEP != 0 {
        return ask_the_system(word);
    }
    if word & QUIET != 0 {
        WORD.0.fetch_and(!QUIET, Ordering::Relaxed);
    }
    Now(word & (GENERATION | TICKS))
}

fn ask_the_system(word: u64) -> Now {
    let ticks = ticks();
    if many_within(ticks) && !cfg!(miri) {
        let before = change(|word| word & GENERATION | u64::from(ticks));
        if before & ASLEEP != 0 {
            wake_ticker();
        }
    }
    Now(word & GENERATION | u64::from(ticks))
}

/// Counts the poll; whether there were many in this tick.
fn many_within(ticks: u32) -> bool {
    if LAST.swap(ticks, Ordering::Relaxed) == ticks {
        return POLLS.fetch_add(1, Ordering::Relaxed) >= BUSY;
    }
    POLLS.store(0, Ordering::Relaxed);
    false
}

fn change(to: impl Fn(u64) -> u64) -> u64 {
    let mut word = WORD.0.load(Ordering::Relaxed);
    // An inquiry is told by the same word: whoever reads the new generation acquires nothing by
    // it; the executor's queue, by which the task was woken, does that.
    while let Err(found) =
        WORD.0.compare_exchange_weak(word, to(word), Ordering::SeqCst, Ordering::Relaxed)
    {
        word = found;
    }
    word
}

/// The time by the system.
pub(super) fn ticks() -> u32 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` can be written to, and every system has this clock.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut time) };
    #[expect(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "ticks wrap")]
    let ticks = (time.tv_sec as u64)
        .wrapping_mul(100)
        .wrapping_add(time.tv_nsec as u64 / 10_000_000) as u32;
    ticks
}

/// The time between two ticks; none if the first is the later one.
pub(super) fn between(earlier: u32, later: u32) -> Duration {
    match later.wrapping_sub(earlier) {
        ticks @ 0..0x8000_0000 => TICK * ticks,
        _ => Duration::ZERO,
    }
}

/// Shows `generation` to every poll; false if another one is shown.
pub(super) fn ask(generation: u32) -> bool {
    let before = change(|word| match word & GENERATION {
        0 => word | (u64::from(generation) << 32 & GENERATION),
        _ => word,
    });
    before & GENERATION == 0
}

/// Shows none any more.
pub(super) fn stop_asking() {
    change(|word| word & !GENERATION);
}

/// A child has neither the ticker nor the inquiry of its parent.
pub(super) fn after_fork() {
    TICKER.store(ptr::null_mut(), Ordering::Relaxed);
    change(|word| word & TICKS | QUIET | ASLEEP);
}

fn wake_ticker() {
    let ticker = TICKER.load(Ordering::Acquire);
    // SAFETY: what is stored there is never freed.
    if let Some(ticker) = unsafe { ticker.as_ref() } {
        return ticker.unpark();
    }
    // Of the program's signals it takes none.
    let masked = block_all_but(&[]);
    let spawned = thread::Builder::new().name("gmr-clock".to_owned()).spawn(run);
    drop(masked);
    match spawned {
        Ok(ticker) => {
            let ticker = Box::leak(Box::new(ticker.thread().clone()));
            TICKER.store(ticker, Ordering::Release);
        }
        // The polls go on asking the system.
        Err(_) => {
            change(|word| word | QUIET | ASLEEP);
        }
    }
}

fn run() {
    loop {
        thread::sleep(TICK);
        let before = change(tick);
        while before & QUIET != 0 && WORD.0.load(Ordering::Relaxed) & ASLEEP != 0 {
            thread::park();
        }
    }
}

fn tick(word: u64) -> u64 {
    let rest = if word & QUIET != 0 { QUIET | ASLEEP } else { QUIET };
    word & GENERATION | rest | u64::from(ticks())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_between_ticks_survives_the_wrap() {
        assert_eq!(between(u32::MAX, 1), 2 * TICK);
        assert_eq!(between(7, 7), Duration::ZERO);
        assert_eq!(between(8, 7), Duration::ZERO);
    }

    #[test]
    fn a_tick_that_finds_no_poll_since_the_last_sends_the_ticker_to_sleep() {
        let generation = 3 << 32;
        let first = tick(generation);
        assert_eq!(first & !TICKS, generation | QUIET);
        assert_eq!(tick(first) & !TICKS, generation | QUIET | ASLEEP);
        assert_eq!(tick(first & !QUIET) & !TICKS, generation | QUIET);
    }
}
