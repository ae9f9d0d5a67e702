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

/// Gives a struct or an enum a form, and a section of its own if it says where its instance is.
///
/// ```
/// use gmr::ReportSection;
/// use std::sync::Mutex;
///
/// #[derive(ReportSection)]
/// struct Pool {
///     #[gmr(rename = "in use", unit = "connections")]
///     busy: u32,
///     #[gmr(debug)]
///     owner: std::thread::ThreadId,
///     #[gmr(secret)]
///     pin: u32,
///     waiting: Mutex<Vec<String>>,
/// }
///
/// let pool = Pool {
///     busy: 3,
///     owner: std::thread::current().id(),
///     pin: 1234,
///     waiting: Mutex::new(vec!["ann".into()]),
/// };
/// let form = gmr::to_value(&pool);
/// assert_eq!(form.entry("in use"), Some(&gmr::model::Value::Int(3)));
/// assert_eq!(form.entry("pin"), Some(&gmr::model::Value::Secret));
/// ```
///
/// The form of a field is found by its type: an error with its causes for a `Result`, then
/// [`ReportValue`], then `Display`. `Debug` is used where the field says so and nowhere else.
/// Derives stand before `#[gmr(...)]`.
///
/// | Rust | form |
/// |---|---|
/// | struct with names | a map |
/// | newtype | its content |
/// | tuple | a list |
/// | unit struct | `<none>` |
/// | variant without content | a word, never masked |
/// | any other variant | a map from the variant's name to the form of its content |
///
/// # Options of the type
///
/// | option | meaning |
/// |---|---|
/// | `title = "..."` | the title; else the type's name in words |
/// | `order = 10` | its place; smaller comes first, 0 without it, and gmr's own are below zero |
/// | `timeout = "250ms"` | how long it may run; `ms`, `s` or `m` |
/// | `static = PATH` | a section of what the static holds, in any lock or cell |
/// | `default` | a section of `Default::default()` |
/// | `collect = path` | a section of what the function returns |
/// | `instances` | a section of all instances given to `gmr::track` |
/// | `rename_all = "kebab-case"` | the names of the fields, or of an enum's variants |
/// | `crate = path` | where gmr is, if it was renamed |
///
/// # Options of a field
///
/// | option | meaning |
/// |---|---|
/// | `rename = "..."` | its name in the report |
/// | `skip` | leaves it out |
/// | `secret` | shows `***`, `<unset>` or `<empty>`; the value is not read |
/// | `show` | shows it although its name says that it is a secret |
/// | `debug`, `display` | shows it by that trait |
/// | `nested` | asks for a form, and never tries `Display` |
/// | `with = path` | shows what a function or closure makes of a reference to it |
/// | `unit = "ms"` | is shown after the value |
/// | `flatten` | puts its entries beside the others |
///
/// A variant has `rename` for itself and `rename_all` for its fields.
///
/// [`ReportValue`]: https://docs.rs/gmr/latest/gmr/trait.ReportValue.html
#[proc_macro_derive(ReportSection, attributes(gmr))]
pub fn report_section(input: TokenStream) -> TokenStream {
    expand::section_derive(input.into()).into()
}

/// Shows the fields of a struct as options of the program, secrets masked.
///
/// ```
/// use gmr::ConfigReport;
/// use std::sync::LazyLock;
///
/// #[derive(ConfigReport)]
/// #[gmr(default, static = CONFIG, rename_all = "kebab-case")]
/// struct DatabaseConfig {
///     /// Where the database listens.
///     listen_port: u16,
///     password: String,
/// }
///
/// impl Default for DatabaseConfig {
///     fn default() -> Self {
///         DatabaseConfig { listen_port: 5432, password: String::new() }
///     }
/// }
///
/// static CONFIG: LazyLock<DatabaseConfig> = LazyLock::new(|| DatabaseConfig {
///     listen_port: 6432,
///     password: "hunter2".into(),
/// });
///
/// let form = gmr::to_value(&*CONFIG);
/// assert_eq!(form.entry("listen-port"), Some(&gmr::model::Value::Int(6432)));
/// assert_eq!(form.entry("password"), Some(&gmr::model::Value::Secret));
/// assert_eq!(<DatabaseConfig as ConfigReport>::GROUP, "database");
/// assert_eq!(<DatabaseConfig as ConfigReport>::FIELDS[0].help, "Where the database listens.");
/// ```
///
/// The first paragraph of a field's documentation is its help. The options of a field are those
/// of [`derive(ReportSection)`](macro@ReportSection).
///
/// # Options of the type
///
/// | option | meaning |
/// |---|---|
/// | `group = "..."` | the group; else the type's name without `Config`, `Settings`, `Options`, `Opts` or `Conf` |
/// | `rename_all = "kebab-case"` | the names of the options |
/// | `static = PATH` | lists what the static holds, in any lock or cell |
/// | `collect = path` | lists what the function returns |
/// | `default` | says of each option what it is in `Default::default()` |
/// | `crate = path` | where gmr is, if it was renamed |
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
