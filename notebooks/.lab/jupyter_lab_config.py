"""JupyterLab on this workspace: it opens the notebooks, asks no other host for anything, and shows no pop-up.

``make lab`` starts it, and so does ``jupyter lab --config notebooks/.lab/jupyter_lab_config.py``. It listens on this
machine alone and wants the token of the address that it prints, as JupyterLab does by itself. Nothing is written to
the settings in the user's home; what is set there or on the command line still holds.
"""

from pathlib import Path

HERE = Path(__file__).resolve().parent

c = get_config()  # noqa: F821 - Jupyter gives it to the file

# files are shown from the root of the workspace, wherever the command was typed
c.ServerApp.root_dir = str(HERE.parents[1])
c.LabApp.default_url = "/lab/tree/notebooks"

# overrides.json beside this file: a click on a .py opens the notebook that it is
c.LabApp.app_settings_dir = str(HERE)

# news, releases and extensions are read from other hosts; none of them is asked
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
