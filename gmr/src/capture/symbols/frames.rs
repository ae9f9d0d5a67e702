//! From what files tell to frames.

use super::Named;
use crate::model::Frame;
use std::collections::HashSet;
use std::sync::Arc;

/// Names and files come again and again: one copy serves all.
#[derive(Debug, Default)]
pub(crate) struct Texts(HashSet<Arc<str>>);

impl Texts {
    /// The one copy of a text.
    pub(crate) fn one(&mut self, text: String) -> Arc<str> {
        if let Some(known) = self.0.get(text.as_str()) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.0.insert(Arc::clone(&text));
        text
    }
}

/// The frames of the functions at one place, of which `bare` says where it is.
pub(crate) fn frames(bare: &Frame, found: Vec<Named>, texts: &mut Texts) -> Vec<Frame> {
    let last = found.len().saturating_sub(1);
    let frame = |(index, named): (usize, Named)| Frame {
        function: named.function.map(|name| texts.one(name)),
        file: named.file.map(|file| texts.one(file)),
        line: named.line,
        column: named.column,
        inlined: index < last,
        ..bare.clone()
    };
    let frames: Vec<Frame> = found.into_iter().enumerate().map(frame).collect();
    if frames.is_empty() { vec![bare.clone()] } else { frames }
}
