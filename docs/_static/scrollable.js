// What is wider than its frame can be scrolled with the keyboard too.
addEventListener("load", () => {
  const frames = document.querySelectorAll(
    "article :is(pre, .table-wrapper, .output, .malmolund-table)",
  );
  const update = () => {
    for (const frame of frames) {
      if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
      else frame.removeAttribute("tabindex");
    }
  };
  update();
  addEventListener("resize", update);
});
