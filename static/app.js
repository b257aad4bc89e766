/* Small manners of the pages: theme, keys, ticking rows, clean addresses. Everything works without it.
   Loaded in the head and not deferred, so that a dark page never flashes light. */
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  follow();
  dark.addEventListener("change", follow);
  addEventListener("beforeprint", () => root.setAttribute("data-bs-theme", "light"));
  addEventListener("afterprint", follow);
  root.classList.add("has-js");

  const find = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const isTyping = (node) => node.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) && node.type !== "checkbox");

  /* --- keys ------------------------------------------------------------------------------------------ */
  const keys = {
    "/": () => (find("#top-search") || find(".filters [name=q]"))?.focus(),
    "?": () => find("#keys")?.showModal(),
    n: () => find("[data-key=new]")?.click(),
    j: () => move(1),
    k: () => move(-1),
    x: () => tick(),
    "]": () => step("[data-key=next]"),
    "[": () => step("[data-key=previous]"),
  };
  const step = (selector) => find(selector)?.click();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "Escape") return closeMenus();
    if (find("dialog[open]") || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  /* --- rows by key: one row of the table has the focus; x ticks it, Enter opens it ---------------------- */
  const rows = () => {
    const table = find("#list table.rows") || all("main table.rows").find((one) => find("tbody a", one));
    return table ? all("tbody tr", table) : [];
  };
  const rowInFocus = () => document.activeElement?.closest("tbody tr");
  const hold = (row) => rows().forEach((one) => { one.tabIndex = one === row ? 0 : -1; });
  const focusOn = (row) => {
    if (!row) return;
    hold(row);
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  };
  let landing = 0; // which end of the next page the focus goes to
  const move = (by) => {
    const found = rows(), at = found.indexOf(rowInFocus());
    if (at < 0) return focusOn(found.find((row) => row.tabIndex === 0) || found[0]);
    if (found[at + by]) return focusOn(found[at + by]);
    const turn = find(by > 0 ? "[data-key=next]" : "[data-key=previous]");
    landing = turn ? by : 0;
    turn?.click();
  };
  const tick = () => find("input[name=pk]", rowInFocus() || document.createElement("tr"))?.click();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.matches?.("tbody tr")) return;
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!way && event.key !== "Enter") return;
    event.preventDefault();
    if (way) move(way);
    else find("a[href]", event.target)?.click();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("tbody tr");
    if (row && rows().includes(row)) hold(row);
  });
  const offerRows = () => {
    const found = rows();
    if (found.length) hold(found[0]);
    if (landing) focusOn(landing > 0 ? found[0] : found[found.length - 1]);
    landing = 0;
  };
  document.addEventListener("DOMContentLoaded", offerRows);

  /* --- menus: one open at a time, closed by Escape or a click beside ------------------------------------ */
  const closeMenus = (but) => all("details.menu[open]").forEach((menu) => {
    if (menu !== but) menu.open = false;
  });
  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details.menu"));
    const act = event.target.closest("[data-do]")?.dataset.do;
    if (act === "print") print();
    if (act === "keys") find("#keys")?.showModal();
  });

  /* --- a choice of several says what is chosen --------------------------------------------------------- */
  const nameChosen = (pick) => {
    const words = all("input:checked", pick).map((box) => box.closest("label").textContent.trim());
    const summary = find("summary", pick);
    summary.textContent = words.join(", ") || summary.dataset.none;
  };

  /* --- ticking rows ---------------------------------------------------------------------------------- */
  const count = (list) => {
    const ticked = all("input[name=pk]:checked", list).length;
    all("[data-ticked]", list).forEach((node) => { node.textContent = ticked; });
    list.classList.toggle("any-ticked", ticked > 0);
  };
  document.addEventListener("change", (event) => {
    const list = event.target.closest("#list");
    if (list && event.target.matches("[data-tick-all]")) {
      all("input[name=pk]", list).forEach((box) => { box.checked = event.target.checked; });
    }
    if (list) count(list);
    const pick = event.target.closest("details.pick");
    if (pick) nameChosen(pick);
    if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
  });

  /* --- columns in the order one wants -------------------------------------------------------------- */
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-move]")?.closest(".col");
    if (!row?.previousElementSibling?.matches(".col")) return;
    row.previousElementSibling.before(row);
    find("[data-move]", row).focus();
  });

  /* --- a saved view keeps the address as it is now, after the table was swapped alone too ------------ */
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-view]")) event.target.elements.query.value = location.search.slice(1);
  }, true);

  /* --- a whole ID number never stands in an address: it is asked for in the body of a POST -------------- */
  const wholeId = (text) => /^(\d{15}|\d{17}[\dXx])$/.test(text.normalize("NFKC").replace(/[\s'’-]/g, ""));
  const sendAway = (action, named) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = action;
    for (const [name, value] of Object.entries(named)) {
      const box = document.createElement("input");
      Object.assign(box, { type: "hidden", name, value });
      form.append(box);
    }
    document.body.append(form);
    form.submit();
  };
  document.addEventListener("submit", (event) => {
    const action = find("[data-find]")?.dataset.find;
    if (event.target.method !== "get" || !action) return;
    const box = [...event.target.elements].find((one) => one.name && wholeId(one.value || ""));
    if (!box) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sendAway(action, { id_no: box.value, csrfmiddlewaretoken: find("[name=csrfmiddlewaretoken]").value });
    box.value = "";
  }, true);

  /* --- a form is sent once --------------------------------------------------------------------------- */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.dataset.again !== undefined) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  });

  /* --- another language or text size: what stands typed in the page's forms stays ------------------------ */
  const fields = (form) => [...form.elements].filter((field) => field.name && !/hidden|submit|button/.test(field.type));
  const carry = (form, twin) => fields(form).forEach((field, place) => {
    const other = twin && fields(twin)[place];
    if (other?.name !== field.name) return;
    if (field.type === "file") other.files = field.files;
    else if (/checkbox|radio/.test(field.type)) other.checked = field.checked;
    else other.value = field.value;
  });
  const typedIn = (from) => all("main form[method=post]:not(#list *)", from).filter((form) => fields(form).length);
  const redraw = async (switched, pressed) => {
    const body = new URLSearchParams(new FormData(switched));
    body.append(pressed.name, pressed.value);
    await fetch(switched.action, { method: "POST", body, redirect: "manual" });
    const answer = await fetch(location.href);
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const twins = typedIn(fresh);
    typedIn(document).forEach((form, place) => carry(form, twins[place]));
    for (const name of ["lang", "data-text"]) root.setAttribute(name, fresh.documentElement.getAttribute(name));
    document.title = fresh.title;
    document.body.replaceWith(fresh.body);
    window.htmx?.process(document.body);
    offerRows();
    find(`[name=${pressed.name}][value="${pressed.value}"]`)?.focus();
  };
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.dataset.again === undefined || !form.closest(".bar-top") || !submitter) return;
    if (!typedIn(document).length) return;
    event.preventDefault();
    redraw(form, submitter).catch(() => location.reload());
  });

  /* --- htmx: addresses without empty conditions ------------------------------------------------------- */
  /* The table is swapped alone, so order, columns and size may be newer in the address than in the form. */
  const keepView = (sent) => {
    const here = new URLSearchParams(location.search);
    for (const name of ["order", "columns", "density", "size"]) {
      sent.delete(name);
      here.getAll(name).forEach((value) => sent.append(name, value));
    }
  };
  document.addEventListener("htmx:configRequest", (event) => {
    const sent = event.detail.formData;
    if (event.detail.verb !== "get" || !sent) return;
    if (event.detail.elt.matches("form.filters")) keepView(sent);
    for (const name of new Set(sent.keys())) {
      const values = sent.getAll(name).filter((value) => value !== "");
      sent.delete(name);
      values.forEach((value) => sent.append(name, value));
    }
  });
  /* A whole page (the door after a time-out, an error) never goes into a part of another: we go there. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.xhr;
    if (!/^\s*<!doctype html/i.test(answer.responseText)) return;
    event.detail.shouldSwap = false;
    location.assign(answer.responseURL);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const count = find("[data-said]", event.target);
    const live = find("#said");
    if (count && live) live.textContent = count.textContent;
    offerRows();
  });
})();
