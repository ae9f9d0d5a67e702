//! The modules that frames are shown by, so that another machine can name these.

use crate::model::{Frame, Module};
use crate::view::escape;
use crate::view::push::push;
use std::sync::Arc;

/// Appends the build ids of the modules in which frames have no line: what is needed to find one
/// elsewhere.
pub(super) fn push_modules<'f>(
    frames: impl Iterator<Item = &'f Arc<Frame>>,
    modules: &[Module],
    out: &mut String,
) {
    let has_no_line = |frame: &&Arc<Frame>| frame.file.is_none();
    let mut shown: Vec<&str> = Vec::new();
    for path in frames.filter(has_no_line).filter_map(|frame| frame.module.as_deref()) {
        // The same as the last one, more often than not.
        if shown.last() != Some(&path) && !shown.contains(&path) {
            shown.push(path);
        }
    }
    let mut modules = modules.iter().filter(|module| shown.contains(&&*module.path)).peekable();
    if modules.peek().is_some() {
        out.push_str("\nmodules = \n");
    }
    for module in modules {
        let build_id = module.build_id.as_deref().unwrap_or("<no build id>");
        push(out, format_args!("  {} = {}\n", escape::line(&module.path), escape::line(build_id)));
    }
}
