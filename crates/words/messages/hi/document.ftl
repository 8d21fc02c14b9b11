# ख़बर के पाठ के भीतर हमारे अपने शब्द।
document-table = तालिका { $number }
chart-figures = आँकड़े
chart-source = स्रोत: { $source }
chart-of-lines = रेखा चार्ट: { $title }
chart-of-columns = स्तंभ चार्ट: { $title }
chart-of-bars = पट्टी चार्ट: { $title }
chart-point = { $name }: { $value } ({ $label })
chart-run = { $name }: { $from } ({ $first }) से { $to } ({ $last }) तक
notes = टिप्पणियाँ
note-number = टिप्पणी { $number }
note-back = पाठ पर लौटें
