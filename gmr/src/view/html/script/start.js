// Everything on the page is there without this; now it can be used.
startFilter();
startCopy();
startFold();
startKeyboard();
startIcicle();
for (const id of ["fold", "copy"]) document.getElementById(id).hidden = false;
