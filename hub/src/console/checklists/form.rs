//! The form of a new version, and who may publish.

use crate::console::kept::must;
use crate::console::kit::{Field, Form};
use crate::console::page::Page;
use crate::console::request::{AuthContext, Fields};
use crate::console::uploaded::{self, Door};
use crate::error::Fault;
use fettle_core::domain::checks::Definition;
use fettle_core::domain::jobs::sheet::Bilingual;

/// The form by which a list is brought.
pub(in crate::console) struct Lists;

impl Door for Lists {
    const MOST_BYTES: usize = 2 * 1024 * 1024;
    fn must(auth: &AuthContext) -> Result<(), Fault> {
        must(auth, "checklist.published")
    }
}

/// A list as it was sent.
pub(in crate::console) type Brought = uploaded::Uploaded<Lists>;

/// The form; `base`: the version that it goes on from, with `text`, its items as a table.
pub(super) fn list_form(p: &Page, base: &Definition, text: &str) -> Form {
    let file =
        Field::file("file", p.t("checklist-file"), ".csv,.tsv,.txt,.xlsx,.xlsm").help(p.t("checklist-file-about"));
    let codes = &["checklist_file_unreadable", "checklist_column_missing", "checklist_column_unknown"];
    let items = Field::lines("items", p.t("checklist-items")).holding(text).help(p.t("checklist-items-about"));
    Form::new(p, "list", "/checklists/import", p.t("checklist-look"))
        .with(
            Field::line("code", p.t("checklist-code"))
                .holding(&base.code)
                .help(p.t("checklist-code-about"))
                .at_most(64)
                .answers(&["checklist_code_invalid"]),
        )
        .with(Field::line("title_zh", p.t("kit-name-zh")).holding(&base.title.zh).answers(&["checklist_empty"]))
        .with(Field::line("title_en", p.t("kit-name-en")).holding(&base.title.en))
        .with(file.answers(codes))
        .with(items)
}

/// The title that a form says; who gives one language gives it for both.
pub(super) fn title(fields: &Fields) -> Bilingual {
    let (zh, en) = (fields.get("title_zh"), fields.get("title_en"));
    Bilingual::new(if zh.is_empty() { en } else { zh }, if en.is_empty() { zh } else { en })
}
