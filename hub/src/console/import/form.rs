//! The form by which tables are brought.

use crate::console::kit::{Field, Form};
use crate::console::page::Page;
use crate::import::LONGEST_NAME;

/// Bytes of an upload at most.
pub(in crate::console) const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The form.
pub(super) fn upload(p: &Page) -> Form {
    let file = Field::file("file", p.t("import-file"), ".csv,.tsv,.txt,.xlsx,.xlsm");
    Form::new(p, "import", "/import", p.t("import-look"))
        .with(
            file.help(p.t1("import-file-about", "megabytes", MOST_BYTES / 1024 / 1024))
                .required()
                .answers(&["import_file_missing"]),
        )
        .with(Field::line("name", p.t("import-name")).at_most(LONGEST_NAME).help(p.t("import-name-about")))
}
