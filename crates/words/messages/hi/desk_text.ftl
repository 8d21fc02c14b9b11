# ख़बर के पाठ में जो नहीं रह सकता: डेस्क उसे रोकता है, आयात उसे बताता है।
desk-cannot-hold = { $field }: ख़बर में यह नहीं रह सकता: { $losses }।
loss-nested-beyond = हद से ज़्यादा गहरा मार्कअप
loss-nested-deep = बहुत गहरा एक के भीतर एक
loss-link = लिंक जो किसी सुरक्षित जगह नहीं ले जाता
loss-links = लिंक जो किसी सुरक्षित जगह नहीं ले जाता ({ $links })
loss-picture = तस्वीर
loss-in-cell = तालिका के ख़ाने के भीतर खंड
loss-in-pull-quote = उभरे उद्धरण के भीतर खंड
loss-in-note = टिप्पणी के भीतर खंड
loss-pull-quote-empty = बिना शब्दों का उभरा उद्धरण
loss-drawn-chart = चार्ट
loss-chart = चार्ट ({ $problem })
loss-note-within = टिप्पणी या उभरे उद्धरण के भीतर टिप्पणी: “{ $label }”
loss-note-empty = बिना शब्दों की टिप्पणी: “{ $label }”
loss-note-again = एक ही टिप्पणी का दूसरा हवाला: “{ $label }”
loss-note-left = टिप्पणी जिसका कहीं हवाला नहीं: “{ $label }”

# चार्ट में क्या ग़लत है। उसके हिस्सों के नाम वही हैं जो लिखे जाते हैं: kind, title, labels[0]।
chart-no-hyphens = आँकड़ों से पहले तीन हाइफ़न की एक पंक्ति चाहिए
chart-twice = { $part } दो बार लिखा है
chart-no-part = “{ $part }” चार्ट का कोई हिस्सा नहीं है
chart-no-figures = आँकड़े नहीं हैं
chart-row-length = पंक्ति { $row }, “{ $label }”, में { $found } आँकड़े हैं और { $wanted } चाहिए
chart-row-number = पंक्ति { $row }: “{ $cell }” ज़्यादा से ज़्यादा दो दशमलव वाली संख्या नहीं है
chart-kind = kind में line, column या bar लिखिए
chart-count = { $part } 1 से { $max } होने चाहिए, { $count } नहीं
chart-empty = { $part } ख़ाली नहीं हो सकता
chart-too-long = { $part } में ज़्यादा से ज़्यादा { $max } अक्षर हो सकते हैं
chart-values-count = { $part }.values उतने ही होने चाहिए जितने labels: { $labels }, { $count } नहीं
chart-values-none = { $part }.values में कोई संख्या होनी चाहिए
chart-value-large = { $part }.values[{ $at }] एक लाख करोड़ से कम होना चाहिए
