//! A type with a derive, as its author means it.

use crate::attr::{Options, flatten};
use crate::case::Case;
use crate::check;
use crate::ctxt::Ctxt;
use crate::symbol::{self, Key, Place, plain};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Expr, Index, Lit, LitStr, Member, Meta, Type};

/// Where `gmr` is; everything that generated code names is under it.
#[derive(Clone)]
pub(crate) struct Root(TokenStream);

impl Root {
    /// What `crate = path` says, or `::gmr`.
    pub(crate) fn read(options: &Options<'_>) -> Self {
        Root(options.path(symbol::CRATE, "path::to::gmr").unwrap_or_else(|| quote!(::gmr)))
    }
}

impl ToTokens for Root {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

/// A type with `derive(ReportSection)`.
pub(crate) struct SectionType<'a> {
    pub(crate) common: Common<'a>,
    pub(crate) title: String,
    pub(crate) order: i32,
    /// Zero for the default one.
    pub(crate) timeout_ms: u64,
}

/// A type with `derive(ConfigReport)`.
pub(crate) struct ConfigType<'a> {
    pub(crate) common: Common<'a>,
    pub(crate) group: String,
    /// Where it says that `Default` makes the defaults.
    pub(crate) defaults: Option<Span>,
}

/// What both kinds have.
pub(crate) struct Common<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) root: Root,
    pub(crate) body: Body<'a>,
    pub(crate) source: Option<Source>,
}

/// What the type is made of.
pub(crate) enum Body<'a> {
    Struct(Fields<'a>),
    Enum(Vec<Variant<'a>>),
}

pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) shown: String,
    pub(crate) fields: Fields<'a>,
}

/// The fields of a struct or of a variant, with those that are skipped.
pub(crate) struct Fields<'a> {
    pub(crate) shape: Shape,
    pub(crate) all: Vec<Field<'a>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Named,
    Tuple,
    Unit,
}

/// Where the value comes from when a report asks.
pub(crate) enum Source {
    Static(TokenStream),
    Collect(TokenStream),
    Default(Span),
    Instances,
}

/// A field.
pub(crate) struct Field<'a> {
    pub(crate) member: Member,
    pub(crate) ty: &'a Type,
    pub(crate) form: Form,
    /// The name in the report, and where the user chose it.
    pub(crate) shown: String,
    pub(crate) shown_at: Span,
    pub(crate) unit: String,
    pub(crate) help: String,
    pub(crate) show: bool,
}

/// How a field is shown.
#[derive(Clone)]
pub(crate) enum Form {
    /// By the first step of the ladder that its type meets.
    Auto,
    Nested,
    Debug,
    Display,
    With(TokenStream),
    Secret(Span),
    Flatten,
    /// Not at all.
    Skip,
}

impl<'a> SectionType<'a> {
    pub(crate) fn read(input: &'a DeriveInput, options: &Options<'_>, cx: &Ctxt) -> Self {
        let title = options.string(symbol::TITLE, "\"My section\"");
        if let Some(title) = &title {
            check::title(title, cx);
        }
        let default = || Case::Title.apply(&plain(&input.ident));
        check::instances(options, &input.generics, cx);
        SectionType {
            common: Common::read(
                input,
                options,
                &symbol::SECTION_FIELD,
                symbol::SECTION_SOURCES,
                cx,
            ),
            title: title.map_or_else(default, |title| title.value()),
            order: options.int(symbol::ORDER).unwrap_or(0),
            timeout_ms: options.duration(symbol::TIMEOUT).unwrap_or(0),
        }
    }
}

impl<'a> ConfigType<'a> {
    pub(crate) fn read(input: &'a DeriveInput, options: &Options<'_>, cx: &Ctxt) -> Self {
        let group = options.string(symbol::GROUP, "\"database\"");
        if let Some(group) = &group {
            check::group(group, cx);
        }
        ConfigType {
            common: Common::read(input, options, &symbol::CONFIG_FIELD, symbol::CONFIG_SOURCES, cx),
            group: group.map_or_else(|| default_group(&input.ident), |group| group.value()),
            defaults: options.flag(symbol::DEFAULT),
        }
    }
}

/// `DatabaseConfig` is the group `database`, and a mere `Config` is `default`, as in oslo.
fn default_group(ident: &Ident) -> String {
    const SUFFIXES: &[&str] = &["config", "settings", "options", "opts", "conf"];
    let name = Case::Snake.apply(&plain(ident));
    let (rest, last) = name.rsplit_once('_').unwrap_or(("default", &name));
    if SUFFIXES.contains(&last) { rest.to_owned() } else { name }
}

impl<'a> Common<'a> {
    fn read(
        input: &'a DeriveInput,
        options: &Options<'_>,
        place: &Place,
        sources: &[Key],
        cx: &Ctxt,
    ) -> Self {
        check::source(options, sources, cx);
        let written = options.string(symbol::RENAME_ALL, "\"kebab-case\"");
        let rename_all = written.and_then(|case| Case::read(&case, cx));
        let read = |fields, case| Fields::read(fields, place, case, cx);
        let body = match &input.data {
            Data::Struct(data) => Body::Struct(read(&data.fields, rename_all)),
            Data::Enum(data) => {
                let variants = data.variants.iter();
                Body::Enum(variants.map(|v| Variant::read(v, place, rename_all, cx)).collect())
            }
            // The check of the shape told.
            Data::Union(_) => Body::Enum(Vec::new()),
        };
        Common { input, root: Root::read(options), body, source: Source::read(options, sources) }
    }

    /// The fields that are shown, in their order, whatever variant they belong to.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Field<'a>> {
        let (fields, variants) = match &self.body {
            Body::Struct(fields) => (Some(fields), &[][..]),
            Body::Enum(variants) => (None, &variants[..]),
        };
        let fields = fields.into_iter().chain(variants.iter().map(|variant| &variant.fields));
        fields.flat_map(Fields::shown)
    }

    /// Whether the fields must be copied, because they cannot be borrowed.
    pub(crate) fn is_packed(&self) -> bool {
        let packed = |attribute: &Attribute| match &attribute.meta {
            Meta::List(list) if list.path.is_ident("repr") => {
                flatten(list.tokens.clone()).iter().any(|tree| tree.to_string() == "packed")
            }
            _ => false,
        };
        self.input.attrs.iter().any(packed)
    }
}

impl Source {
    /// The first of the sources that is given.
    fn read(options: &Options<'_>, sources: &[Key]) -> Option<Self> {
        sources.iter().find_map(|key| match *key {
            symbol::STATIC => options.path(*key, "MY_STATIC").map(Source::Static),
            symbol::COLLECT => options.path(*key, "path::to::function").map(Source::Collect),
            symbol::INSTANCES => options.flag(*key).map(|_| Source::Instances),
            _ => options.flag(*key).map(Source::Default),
        })
    }
}

impl<'a> Variant<'a> {
    fn read(variant: &'a syn::Variant, place: &Place, rename_all: Option<Case>, cx: &Ctxt) -> Self {
        let options = Options::of_attributes(&variant.attrs, &symbol::VARIANT, cx);
        let inner = options.string(symbol::RENAME_ALL, "\"kebab-case\"");
        let inner = inner.and_then(|case| Case::read(&case, cx));
        let rename = options.string(symbol::RENAME, "\"name\"");
        let cased = || cased(&plain(&variant.ident), rename_all);
        Variant {
            ident: &variant.ident,
            shown: rename.map_or_else(cased, |rename| rename.value()),
            fields: Fields::read(&variant.fields, place, inner, cx),
        }
    }
}

impl<'a> Fields<'a> {
    fn read(fields: &'a syn::Fields, place: &Place, rename_all: Option<Case>, cx: &Ctxt) -> Self {
        let shape = match fields {
            syn::Fields::Named(_) => Shape::Named,
            syn::Fields::Unnamed(_) => Shape::Tuple,
            syn::Fields::Unit => Shape::Unit,
        };
        let read = |(at, field)| Field::read(at, field, place, rename_all, cx);
        let fields = Fields { shape, all: (0..).zip(fields).map(read).collect() };
        check::names(&fields, cx);
        fields
    }

    pub(crate) fn shown(&self) -> impl Iterator<Item = &Field<'a>> {
        self.all.iter().filter(|field| !matches!(field.form, Form::Skip))
    }
}

impl<'a> Field<'a> {
    fn read(
        at: u32,
        field: &'a syn::Field,
        place: &Place,
        rename_all: Option<Case>,
        cx: &Ctxt,
    ) -> Self {
        let options = Options::of_attributes(&field.attrs, place, cx);
        check::field(&options, field.ident.is_some(), cx);
        let rename = options.string(symbol::RENAME, "\"name\"");
        let name = field.ident.as_ref().map_or_else(String::new, plain);
        let unit = options.string(symbol::UNIT, "\"ms\"");
        let member = match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => Member::Unnamed(Index { index: at, span: field.ty.span() }),
        };
        Field {
            shown_at: rename.as_ref().map_or_else(|| member.span(), LitStr::span),
            member,
            ty: &field.ty,
            form: Form::read(&options),
            shown: rename.map_or_else(|| cased(&name, rename_all), |rename| rename.value()),
            unit: unit.map_or_else(String::new, |unit| unit.value()),
            help: if place.shows_docs { first_paragraph(&field.attrs) } else { String::new() },
            show: options.flag(symbol::SHOW).is_some(),
        }
    }
}

fn cased(name: &str, case: Option<Case>) -> String {
    case.map_or_else(|| name.to_owned(), |case| case.apply(name))
}

impl Form {
    fn read(options: &Options<'_>) -> Self {
        if options.flag(symbol::SKIP).is_some() {
            return Form::Skip;
        }
        if let Some(path) = options.path(symbol::WITH, "path::to::function") {
            return Form::With(path);
        }
        if let Some(span) = options.flag(symbol::SECRET) {
            return Form::Secret(span);
        }
        let flags = [
            (symbol::DEBUG, Form::Debug),
            (symbol::DISPLAY, Form::Display),
            (symbol::NESTED, Form::Nested),
            (symbol::FLATTEN, Form::Flatten),
        ];
        let given = flags.into_iter().find(|(key, _)| options.flag(*key).is_some());
        given.map_or(Form::Auto, |(_, form)| form)
    }

    /// Where an error about the form points: at what the user said of it, or else at the type.
    pub(crate) fn span(&self, ty: &Type) -> Span {
        match self {
            Form::With(path) => path.span(),
            Form::Secret(span) => *span,
            _ => type_span(ty),
        }
    }
}

/// The last name of a type's path, which is what a reader looks for.
fn type_span(ty: &Type) -> Span {
    match ty {
        Type::Path(path) => {
            path.path.segments.last().map_or_else(|| ty.span(), |segment| segment.ident.span())
        }
        Type::Reference(reference) => type_span(&reference.elem),
        Type::Group(group) => type_span(&group.elem),
        other => other.span(),
    }
}

/// The first paragraph of a documentation comment on one line; the rest is for who reads the
/// source.
fn first_paragraph(attributes: &[Attribute]) -> String {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            Expr::Lit(expr) => match &expr.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    // A block comment is one attribute with many lines.
    let text: Vec<String> = attributes.iter().filter_map(line).collect();
    let text = text.join("\n");
    let lines = text.lines().map(|line| line.trim().trim_start_matches("* ").trim());
    let paragraph = lines.skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
    paragraph.collect::<Vec<_>>().join(" ")
}
