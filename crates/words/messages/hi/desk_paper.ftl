# डेस्क का पहला पन्ना।
desk-today = आज
desk-stories-today = आज की ख़बरें
desk-stories-today-count = { $count }, उनमें { $premium } प्रीमियम
desk-jobs = काम
desk-jobs-waiting = { $count } बाक़ी
desk-jobs-parked = { $count } रुके हुए: किसी को देखना होगा

# सेटिंग।
desk-configuration = विन्यास
desk-configuration-says = जैसा masthead.toml और परिवेश से पढ़ा गया। वहीं बदलिए और फिर से शुरू कीजिए; “masthead doctor” बताता है कि क्या ग़लत है।
desk-key = कुंजी
desk-value = मान
desk-parked-jobs = रुके हुए काम
desk-job-kind = प्रकार
desk-job-error = क्या गड़बड़ हुई
desk-job-retry = फिर कोशिश करें

# ऑडिट लॉग।
desk-audit-broken = प्रविष्टि { $number } शृंखला से मेल नहीं खाती: लॉग अख़बार के बाहर से बदला गया है।
desk-audit-holds = इन प्रविष्टियों की शृंखला पूरी है।
desk-audit-number = क्र.
desk-audit-when = कब
desk-audit-who = किसने
desk-audit-what = क्या
desk-audit-to-what = किसके साथ
desk-audit-detail = ब्योरा

# रूप-रंग।
desk-appearance-says = जो ख़ाली छोड़ा जाए वह masthead.toml से आता है, या प्रोग्राम ख़ुद चुनता है। सब कुछ दो सेकंड में, बिना फिर से शुरू किए, अख़बार में दिखने लगता है।
desk-appearance-refused = कुछ नहीं बदला गया। { $field }: { $problem }।
desk-appearance-tagline = नाम के नीचे की पंक्ति
desk-appearance-logo = लोगो
desk-appearance-logo-says = नाम की जगह लोगो
desk-appearance-logo-now = अभी का लोगो
desk-appearance-logo-hint = PNG, JPEG, WebP या SVG, ज़्यादा से ज़्यादा 1.5 MB। यह 60 पिक्सेल तक ऊँचा दिखता है।
desk-appearance-logo-without = बिना लोगो के
desk-appearance-accent = मुख्य रंग
desk-appearance-accent-hint = उसके लिए जिस पर क्लिक किया जा सकता है, और प्रीमियम के निशान के लिए। पन्ने से इसका अंतर कम से कम { $least } : 1 होना चाहिए।
desk-appearance-accent-dark = गहरे पन्नों पर मुख्य रंग
desk-appearance-accent-made = मुख्य रंग से बनेगा
desk-appearance-contrast = उजले पन्नों पर { $accent } का अंतर { $contrast } : 1 है, गहरे पन्नों पर { $dark } का { $contrast-dark } : 1।
desk-appearance-headline-face = शीर्षकों का फ़ॉन्ट
desk-appearance-text-face = पाठ का फ़ॉन्ट
desk-appearance-unless = { $typeface }, जब तक आप न चुनें
desk-appearance-navigation = ऊपर के लिंक
desk-appearance-navigation-hint = हर पंक्ति में एक प्रविष्टि: Label = /path। ख़ाली छोड़ने पर विषय, अपने क्रम में।
desk-appearance-footer = नीचे के लिंक
desk-appearance-footer-hint = उसी तरह। ख़ाली छोड़ने पर: हमारे बारे में, निजता, शर्तें।
desk-appearance-picture = लिंक की तस्वीर
desk-appearance-picture-says = अख़बार के लिंक की तस्वीर
desk-appearance-picture-now = अभी की तस्वीर
desk-appearance-picture-hint = 1200 × 630 पिक्सेल। जहाँ बिना तस्वीर का कोई पन्ना साझा किया जाए, वहाँ दिखती है।
desk-appearance-picture-without = बिना ऐसी तस्वीर के
desk-appearance-css = आपके अपने नियम
desk-appearance-css-says = आपके अपने नियम (CSS)
desk-appearance-css-hint = ज़्यादा से ज़्यादा 16 KB, अख़बार के अपने नियमों के बाद; कहीं और से कुछ नहीं लाया जा सकता।
desk-appearance-see = अख़बार देखें
desk-appearance-reset = masthead.toml पर लौटें
desk-appearance-not-read = अख़बार का रूप-रंग पढ़ा नहीं जा सका।
desk-appearance-not-kept = रूप-रंग सहेजा नहीं जा सका।
desk-appearance-configured-wrong = विन्यास का रूप-रंग नहीं चलेगा।

# रूप-रंग में जो नहीं चलेगा: ऊपर के वाक्य का हिस्सा, और प्रोग्राम के शुरू होते समय भी।
face-name-missing = अख़बार का नाम ज़रूरी है
face-colour-wrong = “{ $text }” कोई रंग नहीं है: छह हेक्साडेसिमल अंक लिखिए, जैसे #7a1420
face-typeface-unknown = “{ $typeface }” उपलब्ध नहीं है; ये उपलब्ध हैं: { $known }
face-too-light = उजले पन्ने से { $colour } का अंतर केवल { $contrast } : 1 है; पाठ के लिए { $least } : 1 चाहिए, इसलिए और गहरा रंग चुनिए
face-too-dark = गहरे पन्ने से { $colour } का अंतर केवल { $contrast } : 1 है; पाठ के लिए { $least } : 1 चाहिए, इसलिए और उजला रंग चुनिए
face-hidden = कृपया केवल दिखने वाले अक्षर लिखिए
face-too-long = कृपया ज़्यादा से ज़्यादा { $max } अक्षर लिखिए
face-not-own = “{ $path }” इस अख़बार की फ़ाइल नहीं है
face-too-many = कृपया ज़्यादा से ज़्यादा { $max } प्रविष्टियाँ लिखिए
face-entry-wrong = “{ $line }” नहीं चलेगा; Label = /path या Label = https://… लिखिए
face-css-too-long = { $bytes } बाइट बहुत ज़्यादा हैं; ज़्यादा से ज़्यादा { $max }
face-css-banned = “{ $word }” कहीं और से कुछ ला सकता है, इसलिए यहाँ नहीं रह सकता
face-css-braces = कोष्ठक पूरे बंद नहीं होते
face-file-too-large = फ़ाइल 1.5 MB से बड़ी है
face-file-kind = फ़ाइल ऐसी तस्वीर नहीं है जिसे ब्राउज़र दिखाते हों: PNG, JPEG या WebP भेजिए
face-file-not-kept = फ़ाइल सहेजी नहीं जा सकी: { $problem }
