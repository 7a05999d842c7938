//! The table of formats: what each is and keeps, in one place.
//!
//! It feeds the export dialog, the command line, the documents and the tests, and names no code of a format, so that
//! the app can hold it without them.

use super::OffsetUnit;
use super::info::{Access, Capabilities, FormatInfo, Frame, Streaming};

/// A row from which the others are made: lines of JSON with spans in code points.
const LINES: FormatInfo = FormatInfo {
    id: "",
    name: "",
    extension: "jsonl",
    mime: "application/jsonl",
    access: Access::ReadWrite,
    unit: Some(OffsetUnit::CodePoint),
    unit_choice: false,
    relations_choice: false,
    sentences: false,
    streaming: Streaming::Joined(Frame::NONE),
    keeps: Capabilities::SPANS,
};

/// One JSON file.
const JSON: FormatInfo =
    FormatInfo { extension: "json", mime: "application/json", streaming: Streaming::Numbered, ..LINES };

/// The first row of a table of entities, with the byte order mark that spreadsheets want.
pub(super) const CSV_HEAD: &str = "\u{feff}document,article,id,label,quote,start,end,ranges,status,origin,confidence,\
                                   value,unit,note\r\n";

/// Text without offsets.
const TEXT: FormatInfo = FormatInfo { mime: "text/plain", unit: None, keeps: Capabilities::NONE, ..LINES };

/// Characters and tags.
const TAGS: FormatInfo = FormatInfo {
    sentences: true,
    keeps: Capabilities { white_space: false, any_label: false, ..Capabilities::FLAT },
    ..TEXT
};

/// Labelled JSON; a corpus of it is lines, each a whole file of one document.
pub(super) static JIANBAO: FormatInfo = FormatInfo {
    id: "jianbao",
    name: "Labelled JSON",
    streaming: Streaming::Joined(Frame::NONE),
    keeps: Capabilities::ALL,
    ..JSON
};

/// brat.
pub(super) static BRAT: FormatInfo = FormatInfo {
    id: "brat",
    name: "brat standoff",
    extension: "zip",
    mime: "application/zip",
    keeps: Capabilities { confidence: false, values: false, any_label: false, ..Capabilities::ALL },
    ..JSON
};

/// WebAnno TSV 3.
pub(super) static WEBANNO_TSV: FormatInfo = FormatInfo {
    id: "webanno-tsv",
    name: "WebAnno TSV 3",
    extension: "tsv",
    mime: "text/tab-separated-values",
    access: Access::Read,
    unit: Some(OffsetUnit::Utf16),
    ..JSON
};

/// UIMA CAS JSON.
pub(super) static CAS_JSON: FormatInfo = FormatInfo {
    id: "cas-json",
    name: "UIMA CAS JSON",
    unit: Some(OffsetUnit::Utf16),
    keeps: Capabilities { articles: true, roles: true, ..Capabilities::SPANS },
    ..JSON
};

/// W3C Web Annotation.
pub(super) static WEB_ANNOTATION: FormatInfo = FormatInfo {
    id: "web-annotation",
    name: "W3C Web Annotation",
    extension: "jsonld",
    mime: "application/ld+json",
    keeps: Capabilities { confidence: false, values: false, ..Capabilities::ALL },
    ..JSON
};

/// STAM.
pub(super) static STAM: FormatInfo = FormatInfo {
    id: "stam",
    name: "STAM JSON",
    keeps: Capabilities { values: false, ..Capabilities::ALL },
    ..JSON
};

/// Label Studio.
pub(super) static LABEL_STUDIO: FormatInfo = FormatInfo {
    id: "label-studio",
    name: "Label Studio JSON",
    streaming: Streaming::Joined(Frame::JSON_LIST),
    keeps: Capabilities {
        articles: true,
        roles: true,
        status: true,
        confidence: true,
        ..Capabilities::SPANS
    },
    ..JSON
};

/// Prodigy.
pub(super) static PRODIGY: FormatInfo = FormatInfo {
    id: "prodigy",
    name: "Prodigy JSONL",
    keeps: Capabilities { status: true, confidence: true, ..Capabilities::SPANS },
    ..LINES
};

/// CLUENER.
pub(super) static CLUENER: FormatInfo = FormatInfo { id: "cluener", name: "CLUENER", ..LINES };

/// Hugging Face.
pub(super) static HF: FormatInfo = FormatInfo {
    id: "hf",
    name: "Hugging Face token classification",
    unit: None,
    sentences: true,
    keeps: Capabilities { white_space: false, ..Capabilities::FLAT },
    ..LINES
};

/// doccano.
pub(super) static DOCCANO: FormatInfo = FormatInfo {
    id: "doccano",
    name: "doccano JSONL",
    unit: Some(OffsetUnit::Utf16),
    unit_choice: true,
    relations_choice: true,
    keeps: Capabilities { articles: true, ..Capabilities::SPANS },
    ..LINES
};

/// spaCy.
pub(super) static SPACY: FormatInfo = FormatInfo {
    id: "spacy",
    name: "spaCy training tuples",
    streaming: Streaming::Joined(Frame::JSON_LIST),
    keeps: Capabilities { articles: true, ..Capabilities::FLAT },
    ..JSON
};

/// spaCy's DocBin.
pub(super) static SPACY_DOCBIN: FormatInfo = FormatInfo {
    id: "spacy-docbin",
    name: "spaCy DocBin",
    extension: "spacy",
    mime: "application/octet-stream",
    keeps: Capabilities { articles: true, roles: true, ..Capabilities::SPANS },
    ..JSON
};

/// BIO.
pub(super) static BIO: FormatInfo = FormatInfo { id: "bio", name: "BIO", extension: "bio", ..TAGS };

/// BIOES.
pub(super) static BIOES: FormatInfo = FormatInfo { id: "bioes", name: "BIOES", extension: "bioes", ..TAGS };

/// BMES.
pub(super) static BMES: FormatInfo = FormatInfo { id: "bmes", name: "BMES", extension: "bmes", ..TAGS };

/// TEI.
pub(super) static TEI: FormatInfo = FormatInfo {
    id: "tei",
    name: "TEI P5",
    extension: "xml",
    mime: "application/tei+xml",
    access: Access::Write,
    unit: None,
    keeps: Capabilities { articles: true, roles: true, white_space: false, ..Capabilities::FLAT },
    ..JSON
};

/// CSV.
pub(super) static CSV: FormatInfo = FormatInfo {
    id: "csv",
    name: "CSV of entities",
    extension: "csv",
    mime: "text/csv",
    streaming: Streaming::Joined(Frame { head: CSV_HEAD, ..Frame::NONE }),
    access: Access::Write,
    keeps: Capabilities { articles: false, roles: false, white_space: false, ..Capabilities::ALL },
    ..JSON
};

/// Markdown.
pub(super) static MARKDOWN: FormatInfo = FormatInfo {
    id: "markdown",
    name: "Markdown",
    extension: "md",
    mime: "text/markdown",
    access: Access::Write,
    keeps: Capabilities { articles: true, roles: true, white_space: false, ..Capabilities::NONE },
    ..TEXT
};

/// Plain text.
pub(super) static PLAIN_TEXT: FormatInfo = FormatInfo {
    id: "text",
    name: "Plain text",
    extension: "txt",
    keeps: Capabilities { articles: true, white_space: false, ..Capabilities::NONE },
    ..TEXT
};

/// PAGE-XML.
pub(super) static PAGE_XML: FormatInfo = FormatInfo {
    id: "page-xml",
    name: "PAGE-XML (Transkribus)",
    extension: "xml",
    mime: "application/xml",
    access: Access::Read,
    unit: None,
    keeps: Capabilities { articles: true, roles: true, discontiguous: true, ..Capabilities::SPANS },
    ..JSON
};

/// METS and ALTO.
pub(super) static METS_ALTO: FormatInfo = FormatInfo { id: "mets-alto", name: "METS/ALTO", ..PAGE_XML };

/// hOCR.
pub(super) static HOCR: FormatInfo = FormatInfo {
    id: "hocr",
    name: "hOCR",
    extension: "hocr",
    mime: "text/html",
    keeps: Capabilities { roles: true, ..Capabilities::NONE },
    ..PAGE_XML
};

/// Every format, in the order in which people are offered them.
pub fn table() -> &'static [&'static FormatInfo] {
    static TABLE: &[&FormatInfo] = &[
        &JIANBAO,
        &DOCCANO,
        &LABEL_STUDIO,
        &BRAT,
        &BIO,
        &BIOES,
        &BMES,
        &CLUENER,
        &HF,
        &SPACY,
        &SPACY_DOCBIN,
        &PRODIGY,
        &CAS_JSON,
        &WEB_ANNOTATION,
        &STAM,
        &CSV,
        &TEI,
        &PLAIN_TEXT,
        &MARKDOWN,
        &WEBANNO_TSV,
        &PAGE_XML,
        &METS_ALTO,
        &HOCR,
    ];
    TABLE
}
