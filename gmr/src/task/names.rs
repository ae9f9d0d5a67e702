//! Names as a report may show them. To mask one takes a hundred times as long as to make a task,
//! and most tasks of a thread share a few names.

use crate::section::{own_names, short_text};
use std::cell::RefCell;
use std::sync::Arc;

/// A longer name is cut.
pub(super) const MOST: usize = 512;
/// So many names are remembered, and none that is longer than that.
const KEPT: usize = 8;
const LONGEST: usize = 128;

/// The last names of this thread.
#[derive(Default)]
struct Last {
    names: Vec<Known>,
    next: usize,
}

struct Known {
    name: Box<str>,
    shown: Arc<str>,
    /// How many names the program had told to mask or to show.
    own: usize,
}

thread_local! {
    static LAST: RefCell<Last> = RefCell::default();
}

/// The name, masked and bounded.
pub(super) fn shown(name: &str) -> Arc<str> {
    let own = own_names();
    let known = with(|last| {
        let known = last.names.iter().find(|known| *known.name == *name && known.own == own)?;
        Some(Arc::clone(&known.shown))
    });
    known.flatten().unwrap_or_else(|| {
        let shown: Arc<str> = short_text(format_args!("{name}"), MOST).into();
        if name.len() <= LONGEST {
            with(|last| last.keep(Known { name: name.into(), shown: Arc::clone(&shown), own }));
        }
        shown
    })
}

/// A thread that ends has forgotten them.
fn with<T>(ask: impl FnOnce(&mut Last) -> T) -> Option<T> {
    LAST.try_with(|last| last.try_borrow_mut().ok().map(|mut last| ask(&mut last))).ok()?
}

impl Last {
    fn keep(&mut self, known: Known) {
        match self.names.get_mut(self.next) {
            Some(oldest) => *oldest = known,
            None => self.names.push(known),
        }
        self.next = (self.next + 1) % KEPT;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_remembered_is_masked_as_one_that_is_not() {
        for _ in 0..2 {
            assert_eq!(&*shown("postgres://a:hunter2@db/x"), "postgres://a:***@db/x");
        }
        assert!(Arc::ptr_eq(&shown("worker"), &shown("worker")));
    }

    #[test]
    fn a_name_is_masked_anew_when_the_program_has_told_what_is_secret() {
        let text = "of the test of names_of_tasks=XK7Q2A";
        assert_eq!(&*shown(text), text);
        crate::section::mask_name("names_of_tasks");
        assert_eq!(&*shown(text), "of the test of names_of_tasks=***");
    }

    #[test]
    fn a_thread_remembers_few_names() {
        let first = shown("the first of many");
        (0..KEPT).for_each(|number| drop(shown(&format!("another, {number}"))));
        assert!(!Arc::ptr_eq(&first, &shown("the first of many")));
        assert_eq!(with(|last| last.names.len()), Some(KEPT));
    }
}
