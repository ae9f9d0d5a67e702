//! The style, the script, and the policy that allows these two and nothing else.

/// How the page looks.
pub(super) const STYLE: &str = concat!(
    include_str!("style/base.css"),
    include_str!("style/report.css"),
    include_str!("style/icicle.css"),
    include_str!("style/print.css"),
);

/// What the page does beyond being read.
pub(super) const SCRIPT: &str = concat!(
    "\"use strict\";\n{\n",
    include_str!("script/text.js"),
    include_str!("script/copy.js"),
    include_str!("script/filter.js"),
    include_str!("script/fold.js"),
    include_str!("script/keyboard.js"),
    include_str!("script/calls.js"),
    include_str!("script/icicle.js"),
    include_str!("script/start.js"),
    "}\n",
);

/// The SHA-256 of [`STYLE`] in Base64. A constant, so that no program pays for a hash function: a
/// test computes it, and says what belongs here.
pub(super) const STYLE_HASH: &str = "ZdUsbjtKXQj6jgCnYKYBatDT8GN2vpASbCBHSrhXn2Y=";

/// The SHA-256 of [`SCRIPT`], likewise.
pub(super) const SCRIPT_HASH: &str = "4Z3Y7D8+osDGFARm5py/nFHuv5gFHYvhWNTOfJeZP7M=";

/// Appends the policy, and the style behind it.
pub(super) fn push_policy_and_style(out: &mut String) {
    out.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    out.push_str("style-src 'sha256-");
    out.push_str(STYLE_HASH);
    out.push_str("'; script-src 'sha256-");
    out.push_str(SCRIPT_HASH);
    out.push_str("'; base-uri 'none'; form-action 'none'\">\n<style>");
    out.push_str(STYLE);
    out.push_str("</style>\n");
}

/// Appends the script.
pub(super) fn push_script(out: &mut String) {
    out.push_str("<script>");
    out.push_str(SCRIPT);
    out.push_str("</script>\n");
}
