//! Where the values of a configuration came from.
//!
//! Whoever loaded a configuration knows; the report asks for each option by its path once the
//! values are written, so that an answer that is slow or panics costs no value.

use super::bounded::masked;
use super::sheet::{Child, NodeId, Place, Sheet};
use std::borrow::Cow;
use std::fmt;
use std::ops::ControlFlow::{self, Break, Continue};
use std::sync::Arc;

type Answer = Option<Cow<'static, str>>;

/// Tells the source of an option by its path.
#[derive(Clone)]
pub(crate) struct Sources(Arc<dyn Fn(&str) -> Answer + Send + Sync>);

impl Sources {
    pub(crate) fn new<F, S>(of: F) -> Self
    where
        F: Fn(&str) -> Option<S> + Send + Sync + 'static,
        S: Into<Cow<'static, str>>,
    {
        Sources(Arc::new(move |path| of(path).map(S::into)))
    }

    /// The program's answer; a stack that is shown ends where this is called.
    fn of(&self, path: &str) -> Answer {
        (self.0)(path)
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sources(..)")
    }
}

impl Sheet {
    /// Asks whoever is known to know where the values came from; `catch` runs each question, and
    /// says so if it panicked.
    pub(crate) fn ask_sources(&self, catch: impl Fn(&mut dyn FnMut()) -> Result<(), String>) {
        for (node, sources) in self.take_questions() {
            let ask = |path: &str| {
                let mut answer = None;
                catch(&mut || answer = sources.of(path)).map(|()| answer)
            };
            // It ends when nobody waits for the answers any more.
            let _ = Walk { sheet: self, path: String::new(), ask }.below(node);
        }
    }
}

/// A way through what was written, with the names that lead to where it stands.
struct Walk<'s, F> {
    sheet: &'s Sheet,
    path: String,
    ask: F,
}

impl<F: Fn(&str) -> Result<Answer, String>> Walk<'_, F> {
    fn below(&mut self, container: NodeId) -> ControlFlow<()> {
        for child in self.sheet.children(container) {
            let length = self.path.len();
            if length > 0 {
                self.path.push('.');
            }
            self.path.push_str(&child.name);
            let flow = self.at(&child);
            self.path.truncate(length);
            flow?;
        }
        Continue(())
    }

    fn at(&mut self, child: &Child) -> ControlFlow<()> {
        if let Some(place) = &child.unknown {
            self.question(place)?;
        }
        if child.is_container { self.below(child.node) } else { Continue(()) }
    }

    fn question(&mut self, place: &Place) -> ControlFlow<()> {
        match (self.ask)(&self.path) {
            Ok(Some(source)) => self.sheet.set_source(place, masked(&source)),
            Ok(None) => Continue(()),
            // One that panicked is not asked again: a thousand panics would say no more.
            Err(panic) => {
                let why = format!("source unknown: panicked: {panic}");
                let _ = self.sheet.set_source(place, masked(&why));
                Break(())
            }
        }
    }
}

#[cfg(test)]
mod tests;
