// What the entry screen does between two page loads: look-ups on blur, commas, popups that write back.
(function () {
  "use strict";
  var WAITING = "検索中…";
  var newest = {};

  function at(thing) { return document.getElementById(IDS[thing]); }
  function show(values) {
    Object.keys(values).forEach(function (place) { at(place).textContent = values[place]; });
  }
  function all(places, text) {
    return places.reduce(function (values, place) { values[place] = text; return values; }, {});
  }

  function lookUp(what, places, query) {
    var mine = newest[what] = (newest[what] || 0) + 1;
    if (!query.code) { show(all(places, "")); return; }
    show(all(places, WAITING));
    fetch("/lookup/" + what + "?" + new URLSearchParams(query)).then(function (answer) {
      return answer.ok || answer.status === 401 ? answer.json() : {};
    }).then(function (values) {
      if (values.login) { location.href = values.login; return; }
      // an answer that a later question has overtaken is dropped
      if (mine === newest[what]) { show(all(places, "")); show(values); }
    }).catch(function () {
      if (mine === newest[what]) { show(all(places, "")); }
    });
  }

  function school() { lookUp("school", ["school_name"], { code: at("school_code").value.trim() }); }
  function account() {
    lookUp("account", ["account_name", "balance"], {
      code: at("account_code").value.trim(),
      fiscal_year: at("fiscal_year").value,
      school_code: at("school_code").value.trim()
    });
  }
  function creditor() {
    lookUp("creditor", ["creditor_name", "creditor_kana", "account_tail", "creditor_status"],
      { code: at("creditor_code").value.trim() });
  }
  function schoolAndAccount() { school(); account(); }

  function withCommas(event) {
    var text = event.target.value.normalize("NFKC").replace(/,/g, "").trim();
    if (/^[0-9]+$/.test(text)) { event.target.value = text.replace(/\B(?=(\d{3})+$)/g, ","); }
  }

  window.chosen = function (field, code) {
    at(field).value = code;
    if (field === "account_code") { account(); } else { creditor(); }
  };

  at("school_code").addEventListener("blur", schoolAndAccount);
  at("account_code").addEventListener("blur", account);
  at("fiscal_year").addEventListener("change", account);
  at("creditor_code").addEventListener("blur", creditor);
  at("amount").addEventListener("blur", withCommas);
  at("tax").addEventListener("blur", withCommas);

  at("find_account").addEventListener("click", function () {
    var query = { fiscal_year: at("fiscal_year").value, school_code: at("school_code").value.trim() };
    if (!query.school_code) { alert("年度と学校コードを入力してください。"); return; }
    window.open("/popup/account?" + new URLSearchParams(query), "account", "width=820,height=600");
  });
  at("find_creditor").addEventListener("click", function () {
    window.open("/popup/creditor", "creditor", "width=1000,height=640");
  });
  at("clear").addEventListener("click", function () {
    if (confirm("入力内容をクリアします。よろしいですか。")) { location.href = "/entry"; }
  });
  at("menu").addEventListener("click", function () { location.href = "/menu"; });

  // a screen that comes back with errors or from the confirm screen is filled already
  if (at("school_code").value) { school(); }
  if (at("account_code").value) { account(); }
  if (at("creditor_code").value) { creditor(); }
})();
