//! From the places of stacks to what a report shows of them.

use super::stacks::{Code, Depth, Stacks};
use super::{Capture, doubt};
use crate::capture::idle::wake;
use crate::model::{Stack, Threads};
use std::time::Instant;

/// Debug information that is larger is dropped after each report: what is read of it takes up to
/// a third as much memory again.
const LARGE: u64 = 256 << 20;

impl Capture {
    /// Names the stacks, and marks those that deserve doubt; hands what is known on the way to
    /// `keep`, unless all is known at once.
    pub(super) fn name(
        &mut self,
        stacks: Stacks,
        threads: &mut Threads,
        deadline: Instant,
        keep: &mut dyn FnMut(&Threads),
    ) {
        let begin = Instant::now();
        let mut reading = self.reading.take();
        let mut code = Code { modules: &self.modules, symbolizer: &mut self.symbolizer };
        let (mut unwinding, mut short) = (Vec::new(), 0);
        for depth in [Depth::Offsets, Depth::Functions, Depth::Lines] {
            if let Some(reading) = reading.take_if(|_| depth == Depth::Lines) {
                code.symbolizer.replace(reading.finish(deadline), code.modules);
            }
            let named = stacks.named(&mut code, depth, deadline);
            (threads.stacks, unwinding, short) = (named.stacks, named.unwinding, named.short);
            if short == 0 {
                break;
            }
            if depth != Depth::Lines {
                keep(threads);
            }
        }
        if short > 0 {
            threads.notes.push(format!("time was up: {short} addresses are without lines"));
        }
        let unwinding = doubt::unwinding(&threads.stacks, &unwinding, &self.modules);
        doubt::mark(threads, &unwinding, &self.modules);
        self.symbolizer.known = stacks.remember(&threads.stacks, &unwinding);
        self.let_go();
        threads.modules = self.modules.of(&threads.stacks);
        wake(threads);
        threads.timing.symbolize = begin.elapsed();
    }

    /// Drops what takes too much memory to be kept until the next report.
    pub(super) fn let_go(&mut self) {
        self.symbolizer.drop_larger_than(LARGE);
    }

    /// The stacks by themselves.
    pub(super) fn named(&mut self, stacks: &Stacks, deadline: Instant) -> Vec<Stack> {
        let mut code = Code { modules: &self.modules, symbolizer: &mut self.symbolizer };
        stacks.named(&mut code, Depth::Lines, deadline).stacks
    }
}
