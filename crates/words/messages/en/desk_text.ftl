# What a story’s text cannot hold: the desk refuses it, an import reports it.
desk-cannot-hold = { $field }: a story cannot hold this: { $losses }.
loss-nested-beyond = markup nested beyond reason
loss-nested-deep = nested too deep
loss-link = link that leads nowhere safe
loss-links = link that leads nowhere safe ({ $links })
loss-picture = picture
loss-in-cell = block inside a table’s cell
loss-in-pull-quote = block inside a pull quote
loss-in-note = block inside a note
loss-pull-quote-empty = pull quote without words
loss-drawn-chart = chart
loss-chart = chart ({ $problem })
loss-note-within = note within a note or a pull quote: “{ $label }”
loss-note-empty = note without words: “{ $label }”
loss-note-again = second reference to one note: “{ $label }”
loss-note-left = note that nothing refers to: “{ $label }”

# What is wrong with a chart. Its parts are named as they are written: kind, title, labels[0].
chart-no-hyphens = a line of three hyphens must stand before the figures
chart-twice = { $part } stands there twice
chart-no-part = “{ $part }” is no part of a chart
chart-no-figures = the figures are missing
chart-row-length = row { $row }, “{ $label }”, has { $found } figures and needs { $wanted }
chart-row-number = row { $row }: “{ $cell }” is not a number with at most two decimals
chart-kind = kind must be line, column or bar
chart-count = { $part } must be 1 to { $max }, not { $count }
chart-empty = { $part } must not be empty
chart-too-long = { $part } must have at most { $max } characters
chart-values-count = { $part }.values must be as many as the labels: { $labels }, not { $count }
chart-values-none = { $part }.values must hold a number
chart-value-large = { $part }.values[{ $at }] must be below a million millions
