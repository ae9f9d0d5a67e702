//! What is a secret, by its name or by its content.
//!
//! Masking happens where a value is written, so that no view can leak what the tree does not
//! hold. What is masked becomes `***`: neither a prefix nor a length is left.

mod command_line;
mod issuer;
mod name;
mod option;
mod own;
mod pair;
mod program;
mod prose;
mod text;
mod token;
mod url;
mod user;
mod value;

pub(crate) use command_line::{CommandLine, command_line};
pub use name::is_sensitive_name;
pub(crate) use own::own_names;
pub use own::{mask_name, show_name};
pub(crate) use text::text;

/// The bytes of a text that are masked.
type Span = std::ops::Range<usize>;

#[cfg(test)]
mod tests;
