# डेस्क के हर पन्ने के चारों ओर, और उसके आम शब्द।
desk = डेस्क
desk-title = { $title } · { $paper } का डेस्क
desk-back = डेस्क पर लौटें
desk-who = { $name } ({ $roles })
desk-table = तालिका
desk-older = पुराने
desk-more = और
desk-save = सहेजें
desk-add = जोड़ें
desk-search = खोजें
desk-none = कुछ नहीं।
desk-on-paper = अख़बार में
desk-name = नाम
desk-address = पता
desk-status = स्थिति
desk-since = कब से

# उसके हिस्से।
desk-stories = ख़बरें
desk-sections = विषय
desk-authors = लेखक
desk-pages = स्थायी पन्ने
desk-readers = पाठक
desk-subscriptions = सदस्यताएँ
desk-plans = योजनाएँ
desk-appearance = रूप-रंग
desk-settings = सेटिंग
desk-audit = ऑडिट लॉग

# जो अभी-अभी किया गया।
desk-done-added = जोड़ दिया गया।
desk-done-saved = सहेज लिया गया।
desk-done-published = छाप दी गई।
desk-done-withdrawn = हटा ली गई।

# डेस्क पर कौन काम करता है।
role-owner = मालिक
role-editor = संपादक
role-author = लेखक
role-circulation = प्रसार
role-finance = वित्त
role-support = सहायता
role-ads = विज्ञापन
desk-for-roles = डेस्क का यह हिस्सा इनके लिए है: { $roles }।
desk-for-staff = डेस्क अख़बार के कर्मचारियों के लिए है।
desk-log-in-ended = आपका लॉग इन समाप्त हो गया है
desk-log-in-ended-says = कुछ भी सहेजा नहीं गया। आपका लिखा सब कुछ नीचे वैसा ही है: दूसरे टैब में लॉग इन कीजिए, इस पन्ने पर लौटिए और सहेजिए।
desk-log-in-elsewhere = दूसरे टैब में लॉग इन करें
desk-no-database = डेस्क अभी अपने डेटाबेस तक नहीं पहुँच पा रहा है।

# ख़बर के स्तर, और सदस्यता में क्या-क्या है, एक-एक शब्द में।
access-free = मुफ़्त
access-metered = गिनती में
access-registered = खाते के साथ
access-premium = प्रीमियम
benefit-word-unlimited = असीमित पढ़ना
benefit-word-premium = प्रीमियम
benefit-word-epaper = ई-पेपर
benefit-word-newsletters = न्यूज़लेटर
benefit-word-smart-investor = स्मार्ट इन्वेस्टर
benefit-word-archive = अभिलेखागार
benefit-word-ad-free = विज्ञापन नहीं
benefit-word-partner = साझेदार: { $partner }
