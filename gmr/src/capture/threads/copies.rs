//! Stacks that threads of the program copied themselves, without being asked by a signal.

use super::Capture;
use super::stacks::{Code, Depth, Named, Places, Stacks};
use super::unwind::{Place, Walked};
use crate::model::Stack;
use crate::sys::snapshot::StackCopy;
use std::time::Instant;

/// Walks such stacks and names them; each is kept once.
pub(crate) struct Copies<'c> {
    capture: &'c mut Capture,
    stacks: Stacks,
    places: Vec<Place>,
}

impl Capture {
    /// Begins before the first stack is copied.
    pub(crate) fn copies(&mut self) -> Copies<'_> {
        if self.modules.begin() {
            self.forget_code();
        }
        Copies { capture: self, stacks: Stacks::default(), places: Vec::new() }
    }
}

impl Copies<'_> {
    /// Called after stacks were copied, and before they are walked: they may be in libraries that
    /// are new.
    pub(crate) fn refresh(&mut self) {
        if self.capture.modules.refresh() {
            self.capture.forget_code();
        }
    }

    /// Walks a stack that was copied up to a frame of interest; its number.
    pub(crate) fn add(&mut self, copy: &StackCopy<'_>) -> usize {
        let Copies { capture: Capture { unwinder, modules, .. }, stacks, places } = self;
        let Walked { end, left_out, .. } = unwinder.walk_piece(modules, copy, places);
        stacks.add(Places { places, left_out, end })
    }

    /// The stacks by their numbers with what is remembered, and how many addresses have less than
    /// they could.
    pub(crate) fn remembered(&mut self, now: Instant) -> (Vec<Stack>, usize) {
        self.at(Depth::Offsets, now)
    }

    /// As [`Copies::remembered`], with what can be found out by `deadline`.
    pub(crate) fn named(&mut self, deadline: Instant) -> (Vec<Stack>, usize) {
        let named = self.at(Depth::Lines, deadline);
        self.capture.let_go();
        named
    }

    fn at(&mut self, depth: Depth, deadline: Instant) -> (Vec<Stack>, usize) {
        let Capture { modules, symbolizer, .. } = &mut *self.capture;
        let Named { stacks, short, .. } =
            self.stacks.named(&mut Code { modules, symbolizer }, depth, deadline);
        (stacks, short)
    }

    /// What names the build of a module, by its file.
    pub(crate) fn build_id(&self, path: &str) -> Option<&str> {
        let module = self.capture.modules.iter().find(|module| *module.about.path == *path)?;
        module.about.build_id.as_deref()
    }
}

impl Drop for Copies<'_> {
    fn drop(&mut self) {
        self.capture.unwinder.rest();
    }
}
