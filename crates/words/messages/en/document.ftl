# What we say ourselves within a story's text.
document-table = Table { $number }
chart-figures = The figures
chart-source = Source: { $source }
chart-of-lines = Line chart: { $title }
chart-of-columns = Column chart: { $title }
chart-of-bars = Bar chart: { $title }
chart-point = { $name }: { $value } ({ $label })
chart-run = { $name }: { $from } ({ $first }) to { $to } ({ $last })
notes = Notes
note-number = Note { $number }
note-back = Back to the text
