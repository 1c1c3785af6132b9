//! Reads the files attached to a PDF. Asked only after the seal has held, so what comes here was written by Fettle or by someone with a
//! key of their own.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, Object, Stream, String as PdfString};
use std::collections::BTreeMap;

/// The attached files by name; none if the file is not a PDF that can be read, or carries two attachments of one name, of which one could
/// be shown and the other checked.
pub(crate) fn attachments(pdf: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let pdf = Pdf::new(pdf.to_vec()).ok()?;
    let mut found = BTreeMap::new();
    for object in pdf.objects() {
        let Object::Dict(spec) = object else { continue };
        let Some(embedded) = spec.get::<Dict<'_>>("EF") else { continue };
        let name = spec.get::<PdfString<'_>>("F")?;
        let name = String::from_utf8(name.as_bytes().to_vec()).ok()?;
        let stream = embedded.get::<Stream<'_>>("F")?;
        let bytes = stream.decoded().ok()?.into_owned();
        if found.insert(name, bytes).is_some() {
            return None;
        }
    }
    Some(found)
}
