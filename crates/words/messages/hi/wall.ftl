# दीवार, कारण के अनुसार; और बेचने वाले हर पन्ने के शब्द।
wall-limit = इस महीने की { $limit } मुफ़्त ख़बरों की आपकी सीमा पूरी हो गई है
wall-subscribe-now = सदस्य बनिए और जितना चाहें पढ़िए।
wall-premium = यह प्रीमियम ख़बर है
wall-premium-is-for = प्रीमियम ख़बरें सदस्यों के लिए हैं। सदस्य बनिए और जितना चाहें पढ़िए।
wall-benefit = यह ख़बर सदस्यता का हिस्सा है
wall-benefit-is-for = यह “{ $benefit }” के साथ मिलती है। सदस्य बनिए और जितना चाहें पढ़िए।
wall-register = यह ख़बर खाते वाले पाठकों के लिए है
wall-register-is-free = खाता मुफ़्त है। पंजीकरण कीजिए और आगे पढ़िए, या सदस्य बनिए और जितना चाहें पढ़िए।
wall-newcomer = पूरी ख़बर बस एक क्लिक दूर है
wall-newcomer-cookie = इस महीने की आपकी मुफ़्त ख़बरें एक कुकी से गिनी जाती हैं, और आपके ब्राउज़र ने वह अभी लौटाई नहीं है। इस अख़बार को कुकी की अनुमति दीजिए और आगे बढ़िए। कुकी के बिना, लॉग इन कीजिए या सदस्य बनिए।
wall-newcomer-go-on = पूरी ख़बर पर जाएँ
already-subscriber = पहले से सदस्य हैं?
have-account = खाता है?
register = पंजीकरण करें
with-free-account = मुफ़्त खाते से आप महीने में { $limit } ख़बरें पढ़ सकते हैं।
subscribe-to-read = पूरी ख़बर पढ़ने के लिए सदस्य बनें
recommended = हमारी सलाह
renews-automatically = अपने आप नवीनीकृत होती है, जब चाहें रद्द करें।
per-month = { $amount }/माह
term-days = { $count } दिन
term-months = { $count } महीने
term-years = { $count } साल
every-days = हर { $count ->
    [1] दिन
   *[other] { $count } दिन
  }
every-months = हर { $count ->
    [1] महीने
   *[other] { $count } महीने
  }
every-years = हर { $count ->
    [1] साल
   *[other] { $count } साल
  }
included-heading = सदस्यता में क्या-क्या है
benefit-unlimited = असीमित पढ़ना
benefit-unlimited-says = महीने की कोई सीमा नहीं
benefit-premium = विशेष प्रीमियम ख़बरें
benefit-premium-says = रोज़ 30 से ज़्यादा, संपादकों की चुनी हुई
benefit-partner = { $partner } मुफ़्त
benefit-partner-says = हमारे साझेदार की ख़बरें, खेल और ऑडियो शामिल
benefit-epaper = ई-पेपर
benefit-epaper-says = अख़बार का हर पन्ना: पढ़िए, सहेजिए, बाँटिए
benefit-newsletters = चुने हुए न्यूज़लेटर
benefit-newsletters-says = बाज़ार, वित्त, राजनीति और तकनीक, मेल पर
benefit-smart-investor = बाज़ार का विश्लेषण
benefit-smart-investor-says = स्मार्ट इन्वेस्टर के साथ गहरी पड़ताल
benefit-archive = अभिलेखागार
benefit-archive-says = 1997 से अब तक की ख़बरें और संस्करण
benefit-ad-free = विज्ञापन नहीं
benefit-ad-free-says = आपके और ख़बर के बीच कुछ नहीं
benefit-devices = हर उपकरण पर
benefit-devices-says = मोबाइल, टैबलेट और कंप्यूटर पर एक ही खाता
