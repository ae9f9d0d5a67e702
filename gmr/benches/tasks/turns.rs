//! Two ways to do the same, in turns.

use std::time::{Duration, Instant};

const TURNS: usize = 400;

/// Nanoseconds of one step, each way.
pub(crate) struct Row {
    pub(crate) plain: f64,
    pub(crate) tracked: f64,
}

impl Row {
    pub(crate) fn more(&self) -> f64 {
        self.tracked - self.plain
    }
}

/// The quickest turn of each; a way does so many steps, and returns how many.
pub(crate) fn measure(mut plain: impl FnMut() -> u32, mut tracked: impl FnMut() -> u32) -> Row {
    let mut best = Row { plain: f64::INFINITY, tracked: f64::INFINITY };
    for _ in 0..TURNS {
        best.plain = best.plain.min(step(&mut plain));
        best.tracked = best.tracked.min(step(&mut tracked));
    }
    best
}

fn step(way: &mut impl FnMut() -> u32) -> f64 {
    let begin = Instant::now();
    let steps = way();
    nanoseconds(begin.elapsed()) / f64::from(steps)
}

fn nanoseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9
}
