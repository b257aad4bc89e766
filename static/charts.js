/* Draws the charts of a page from the data beside them; a click on a point opens its rows.
   The table under each chart says the same and needs none of this. */
(() => {
  "use strict";
  const TONES = {
    light: { occ: "#2f6fd0", held: "#8fb8f2", free: "#3d9a57", aside: "#b9a15a", ice: "#9aa5b1", over: "#c9372c", all: "#5b6675", ink: "#1f2937", line: "#dfe5ec" },
    dark: { occ: "#6aa5f7", held: "#3d68ad", free: "#7ed197", aside: "#cdb97a", ice: "#6f7a87", over: "#ff8d84", all: "#a6b1c1", ink: "#e5eaf1", line: "#333e4d" },
  };
  const drawn = [];
  const theme = () => TONES[document.documentElement.getAttribute("data-bs-theme") === "dark" ? "dark" : "light"];

  const option = (told, tones) => ({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: tones.ink },
    grid: { left: 8, right: 12, top: 12, bottom: 4, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    xAxis: { type: "category", data: told.axis, axisLabel: { color: tones.ink, rotate: told.axis.length > 8 ? 40 : 0, interval: 0 }, axisLine: { lineStyle: { color: tones.line } } },
    yAxis: { type: "value", minInterval: 1, axisLabel: { color: tones.ink }, splitLine: { lineStyle: { color: tones.line } } },
    series: told.series.map((one) => ({
      name: one.name, type: told.kind, stack: told.stacked ? "all" : undefined, barMaxWidth: 28, symbolSize: 8,
      itemStyle: { color: tones[one.tone] }, lineStyle: { color: tones[one.tone] }, data: one.data,
    })),
  });

  const draw = () => drawn.forEach(([chart, told]) => chart.setOption(option(told, theme()), true));

  for (const place of document.querySelectorAll("[data-chart]")) {
    const told = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.on("click", (event) => { if (event.data?.url) location.assign(event.data.url); });
    drawn.push([chart, told]);
  }
  draw();
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  addEventListener("resize", () => drawn.forEach(([chart]) => chart.resize()));
})();
