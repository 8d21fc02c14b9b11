//! Tests of this department: its documents, and what imports make of real input.

mod archives;
mod document_charts;
mod document_html;
mod document_json;
mod document_markdown;
mod document_notes;
mod generated;
mod import_digitalgov;
mod import_parts;
mod import_refusals;
mod import_runs;
mod paper;
