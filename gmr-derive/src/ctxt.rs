//! Every mistake of an item, told at once.

use proc_macro2::{Span, TokenStream};
use std::cell::RefCell;
use std::fmt::Display;

/// Collects mistakes, so that the user sees all of them in one build.
#[derive(Default)]
pub(crate) struct Ctxt(RefCell<Option<syn::Error>>);

impl Ctxt {
    /// Notes a mistake at the user's tokens.
    pub(crate) fn error(&self, at: Span, message: impl Display) {
        let new = syn::Error::new(at, message);
        let mut errors = self.0.borrow_mut();
        match &mut *errors {
            Some(all) => all.combine(new),
            None => *errors = Some(new),
        }
    }

    /// What to say, if there is anything.
    pub(crate) fn finish(self) -> Option<TokenStream> {
        self.0.into_inner().map(|errors| errors.to_compile_error())
    }
}
