//! A company's own fonts, tried before they are taken.

use crate::error::PaperError;
use crate::fonts::{Fonts, Inner};
use crate::world::PaperWorld;
use std::sync::Arc;
use typst::foundations::Bytes;
use typst::text::Font;

impl Fonts {
    /// These fonts and those of a font file (TTF, OTF, TTC), as far as it brings characters that were missing; how many it brings.
    /// Built-in fonts come first, so that papers look the same everywhere.
    ///
    /// # Errors
    /// [`PaperError::FontUnusable`] when it is no font, or a paper cannot be set with it.
    pub fn with(&self, file: Vec<u8>) -> Result<(Self, usize), PaperError> {
        let faces: Vec<Font> = Font::iter(Bytes::new(file)).collect();
        if faces.is_empty() {
            return Err(PaperError::FontUnusable("no font in it".to_owned()));
        }
        let (mut all, mut brought) = (self.clone(), 0);
        for face in faces {
            let new: Vec<char> =
                face.info().coverage.iter().filter_map(char::from_u32).filter(|c| !all.has(*c)).collect();
            // The faces of a collection often have the same characters.
            let Some(first) = new.iter().find(|c| !c.is_control() && !c.is_whitespace()) else { continue };
            let more = [all.0.fonts.clone(), vec![face]].concat();
            all = Self(Arc::new(Inner::new(more)));
            brought += new.len();
            // A font that cannot go into a PDF must not stop every paper.
            PaperWorld::trial(&all, *first)?;
        }
        Ok((all, brought))
    }
}
