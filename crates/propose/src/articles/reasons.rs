//! The reasons of this detector in words.

/// Id, Chinese, English. `{}` stands for the argument after the colon of a reason.
pub const REASONS: &[(&str, &str, &str)] = &[
    ("form", "按行的样子判断", "by the form of the line"),
    ("new", "像一篇新文章的开头", "looks like the start of an article"),
    ("follows", "接着上一行", "follows the line before it"),
];
