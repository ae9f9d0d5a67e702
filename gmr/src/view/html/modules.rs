//! The program and its libraries, and what was cut from the paths of their sources.

use super::markup::{element, text};
use crate::model::{Frame, Module};
use crate::view::frame;
use crate::view::push::push;
use crate::view::words::count;
use std::collections::BTreeSet;

/// Appends all modules with their build ids: what is needed to find their debug information.
pub(super) fn push_modules(modules: &[Module], out: &mut String) {
    if modules.is_empty() {
        return;
    }
    out.push_str("<details class=more><summary><h3>Modules</h3> ");
    element("small", &count(modules.len(), "file"), out);
    out.push_str("</summary>\n<ul class=list>\n");
    for module in modules {
        out.push_str("<li><code>");
        text(&module.path, out);
        out.push_str("</code> ");
        match &module.build_id {
            Some(id) => element("span", &format!("build id {id}"), out),
            None => out.push_str("<span>no build id</span>"),
        }
        let range = &module.range;
        push(
            out,
            format_args!(
                " <small>{:#x} to {:#x}, base {:#x}</small></li>\n",
                range.start, range.end, module.base
            ),
        );
    }
    out.push_str("</ul></details>\n");
}

/// Appends the folders that the paths of frames are shown without.
pub(super) fn push_folders<'f>(frames: impl Iterator<Item = &'f Frame>, out: &mut String) {
    let cut = |frame: &'f Frame| {
        let path = frame.file.as_deref()?;
        path.strip_suffix(frame::file(path)).filter(|folder| !folder.is_empty())
    };
    let folders: BTreeSet<&str> = frames.filter_map(cut).collect();
    if folders.is_empty() {
        return;
    }
    out.push_str("<details class=more><summary><h3>Folders of sources</h3> <small>");
    out.push_str("paths above are shown without them</small></summary>\n<ul class=list>\n");
    for folder in folders {
        element("li", folder, out);
        out.push('\n');
    }
    out.push_str("</ul></details>\n");
}
