//! The macros of gmr.
//!
//! Each is parsed (`ast`, `item`, `attr`), checked (`check`) and expanded (`expand`).
//! All mistakes are told at once, at the user's tokens, and what generated code needs is a call
//! to a name in `gmr::__private`.

mod ast;
mod attr;
mod bound;
mod case;
mod check;
mod ctxt;
mod expand;
mod fallback;
mod item;
mod spell;
mod symbol;

use proc_macro::TokenStream;

#[doc = include_str!("../docs/report_section.md")]
#[proc_macro_derive(ReportSection, attributes(gmr))]
pub fn report_section(input: TokenStream) -> TokenStream {
    expand::section_derive(input.into()).into()
}

#[doc = include_str!("../docs/config_report.md")]
#[proc_macro_derive(ConfigReport, attributes(gmr))]
pub fn config_report(input: TokenStream) -> TokenStream {
    expand::config_derive(input.into()).into()
}

#[doc = include_str!("../docs/section.md")]
#[proc_macro_attribute]
pub fn section(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::section_attr(arguments.into(), item.into()).into()
}

#[doc = include_str!("../docs/sections.md")]
#[proc_macro_attribute]
pub fn sections(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::sections_attr(arguments.into(), item.into()).into()
}

#[doc = include_str!("../docs/task.md")]
#[proc_macro_attribute]
pub fn task(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::task_attr(arguments.into(), item.into()).into()
}

#[doc = include_str!("../docs/main.md")]
#[proc_macro_attribute]
pub fn main(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::main_attr(arguments.into(), item.into()).into()
}

#[cfg(test)]
mod tests;
