//! How a section went, below what it wrote.

use super::stack;
use crate::model::Section;
use crate::view::escape;
use crate::view::push::push;
use crate::view::status::words;

/// The line under what a section wrote, and where it is stuck.
pub(super) fn push_status(section: &Section, out: &mut String) {
    if let Some(words) = words(&section.status) {
        // Further lines are indented: at the margin they could imitate a banner.
        push(out, format_args!("<{}>\n", escape::lines(&words).replace('\n', "\n  ")));
    }
    if let Some(stack) = &section.stuck {
        stack::push_frames(stack, out);
    }
}
