//! Markdown of the page put together again: article by article, with its titles, joined paragraphs, captions and
//! signatures.

use jianbao_core::Role;

use super::{ExportError, Format, FormatInfo, Job, OutFile, table};

pub(super) struct Markdown;

impl Format for Markdown {
    fn info(&self) -> &'static FormatInfo {
        &table::MARKDOWN
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let mut out = String::new();
        for sheet in job.sheets {
            for article in 0..sheet.articles.len() {
                for (role, paragraph) in sheet.paragraphs(article) {
                    let text = escape(&paragraph);
                    out.push_str(&match role {
                        Role::Headline => format!("# {text}\n\n"),
                        Role::Kicker | Role::Subtitle => format!("**{text}**\n\n"),
                        Role::Subhead => format!("## {text}\n\n"),
                        Role::Caption | Role::Credit => format!("> {text}\n\n"),
                        Role::Byline | Role::Dateline | Role::Signature | Role::Jump => {
                            format!("*{text}*\n\n")
                        }
                        Role::Body | Role::Other => format!("{text}\n\n"),
                    });
                }
                out.push_str("---\n\n");
            }
        }
        Ok(vec![OutFile::new(format!("{}.md", job.stem), "text/markdown", out)])
    }
}

/// What Markdown would take for a mark of its own.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let mark = matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '|')
            || (at == 0 && matches!(c, '#' | '-' | '+' | '='));
        if mark {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
