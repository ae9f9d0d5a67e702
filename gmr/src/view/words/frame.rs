//! How a frame is called where there is room for one name only.

use crate::model::Frame;
use crate::view::escape;
use std::borrow::Cow;

/// The function, or what `addr2line` can make one of; printable.
pub(in crate::view) fn frame(frame: &Frame) -> Cow<'_, str> {
    let file_name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    match (&frame.function, &frame.module, frame.offset) {
        (Some(function), _, _) => escape::line(function),
        (None, Some(module), Some(offset)) => {
            format!("{}+{offset:#x}", escape::line(&file_name(module))).into()
        }
        (None, Some(module), None) => {
            format!("{:#x} in {}", frame.address, escape::line(&file_name(module))).into()
        }
        (None, None, _) => format!("{:#x}", frame.address).into(),
    }
}
