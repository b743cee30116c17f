//! Where a piece of text stands: files, byte ranges, lines and columns.
//!
//! This module knows nothing of procedures. It does no input or output: whoever reads a file hands its text in.

/// Which file of a [`SourceMap`] a span lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u16);

/// A byte range in one file, `start` included, `end` excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// First byte after the range.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets. Files are limited to [`FILE_BYTES_MAX`], so the offsets fit.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file, start: clamp(start), end: clamp(end) }
    }

    /// The smallest span of one file that covers both; `self` if they lie in different files.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.file != other.file {
            return self;
        }
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A value together with the place where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// A name and its place.
pub type Name = Spanned<String>;

impl Name {
    /// The text of the name.
    pub fn text(&self) -> &str {
        &self.value
    }
}

/// The largest file that is read, in bytes. A procedure is a text that people read; this is ten times the largest seen.
pub const FILE_BYTES_MAX: usize = 4 << 20;

/// One file: the path that messages name, and its text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path as the user wrote it, or a description such as `built in`.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// A position for people: line and column, both from 1; columns count characters, not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// All files of one run. A change is two files: its own and its base.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Adds a file and returns its id.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u16::try_from(self.files.len()).unwrap_or(u16::MAX));
        self.files.push(SourceFile { path: path.into(), text: text.into() });
        id
    }

    /// The file with this id.
    ///
    /// # Panics
    /// Never for an id that this map gave out.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[usize::from(id.0)]
    }

    /// All files, in the order in which they were added.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Line and column of the first byte of a span.
    pub fn position(&self, span: Span) -> Position {
        let text = &self.file(span.file).text;
        let mut offset = (span.start as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }

    /// `path:line`, as messages and examples cite a place.
    pub fn citation(&self, span: Span) -> String {
        format!("{}:{}", self.file(span.file).path, self.position(span).line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_lines() {
        let mut map = SourceMap::default();
        let file = map.add("a.toml", "é = 1\nname = 2\n");
        assert_eq!(map.position(Span::new(file, 0, 2)), Position { line: 1, column: 1 });
        assert_eq!(map.position(Span::new(file, 3, 4)), Position { line: 1, column: 3 });
        assert_eq!(map.position(Span::new(file, 14, 15)), Position { line: 2, column: 8 });
        assert_eq!(map.citation(Span::new(file, 14, 15)), "a.toml:2");
    }
}
